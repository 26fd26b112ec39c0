import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { exampleFile, root } from './chart-files';
import { ofKind, render, servicesOf, type Manifest } from './rendered';
import { serviceNames } from './service-variables';

describe('monitoring', () => {
  const manifests = render(['--values', exampleFile('production')]);
  const folder = join(root, 'deploy', 'monitoring');
  const filesIn = (path: string): [string, string][] =>
    readdirSync(join(folder, path)).map((name) => [name, readFileSync(join(folder, path, name), 'utf8')]);

  it('has every alert rule that ships, with its templates as they are', () => {
    const rules = ofKind(manifests, 'PrometheusRule').map(({ spec }) => spec);
    const files = filesIn('prometheus/rules').map(([, text]) => parse(text) as unknown);
    expect(files.length).toBeGreaterThan(0);
    expect(rules).toHaveLength(files.length);
    expect(rules).toEqual(expect.arrayContaining(files));
  });

  it('has every dashboard that ships, as it is, under the label that Grafana looks for', () => {
    const maps = ofKind(manifests, 'ConfigMap') as (Manifest & { data: Record<string, string> })[];
    const files = filesIn('grafana/dashboards');
    expect(files.length).toBeGreaterThan(0);
    const jsonOf = ([name, text]: [string, string]): unknown => [name, JSON.parse(text)];
    expect(
      maps
        .flatMap(({ data }) => Object.entries(data))
        .map(jsonOf)
        .sort(),
    ).toEqual(files.map(jsonOf).sort());
    for (const { metadata } of maps) expect(metadata.labels['grafana_dashboard']).toBe('1');
  });

  it('names services by the label job, as rules and dashboards do', () => {
    const [monitor] = ofKind(manifests, 'PodMonitor') as (Manifest & { spec: { jobLabel: string } })[];
    const named = servicesOf(manifests).map(({ spec }) => spec.template.metadata.labels[monitor!.spec.jobLabel]);
    expect(named.sort()).toEqual([...serviceNames].sort());
  });

  it('is asked for', () => {
    const kinds = render().map(({ kind }) => kind);
    expect(kinds.filter((kind) => ['PrometheusRule', 'ConfigMap', 'PodMonitor'].includes(kind))).toEqual([]);
  });
});
