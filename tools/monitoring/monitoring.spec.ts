import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documents, blocksOf, root } from '../docs/documents';
import { knownSeries } from './known-metrics';
import { monitoringFiles } from './monitoring-files.cjs';
import { dashboards, promtoolTests, recordNames, rules } from './monitoring-sources';
import { usesIn } from './promql';

const known = knownSeries(recordNames());

/** What of an expression no service, rule or scrape has. */
function unknownIn(expr: string): string[] {
  const { series, groupedBy } = usesIn(expr);
  const all = new Set(series.flatMap(({ metric }) => known.get(metric) ?? []));
  return [
    ...series.filter(({ metric }) => !known.has(metric)).map(({ metric }) => metric),
    ...series.flatMap(({ metric, labels }) =>
      labels.filter((label) => known.get(metric)?.includes(label) === false).map((label) => `${metric}{${label}}`),
    ),
    ...groupedBy.filter((label) => series.length > 0 && !all.has(label)).map((label) => `by (${label})`),
  ];
}

const runbooks = documents().filter(({ path }) => path.startsWith('docs/runbooks/Harmony'));
const alertNames = [...new Set(rules().flatMap(({ alert }) => alert ?? []))];
const nameOf = (path: string): string => path.slice('docs/runbooks/'.length, -'.md'.length);

describe('expressions that are wrong', () => {
  it.each([
    ['sum by (model) (rate(harmonybatch_spent_total[5m]))', []],
    ['harmonybatch_spend_total', ['harmonybatch_spend_total']],
    ['harmonybatch_spent_total{function="f"}', ['harmonybatch_spent_total{function}']],
    ['sum by (function) (harmonybatch_spent_total)', ['by (function)']],
    ['harmonybatch_queue_wait_seconds', ['harmonybatch_queue_wait_seconds']],
    ['namespace:harmonybatch_nothing:rate5m', ['namespace:harmonybatch_nothing:rate5m']],
  ])('are noticed: %s', (expr, unknown) => expect(unknownIn(expr)).toEqual(unknown));

  it('are no PromQL', () => expect(() => usesIn('sum by (rate(x[5m])')).toThrow('no PromQL at'));
});

describe('rules', () => {
  it.each(rules().map((rule) => [rule.alert ?? rule.record ?? '', rule] as const))(
    '%s reads what services have',
    (_name, { expr }) => expect(unknownIn(expr)).toEqual([]),
  );

  it.each(
    rules()
      .filter(({ alert }) => alert !== undefined)
      .map((rule) => [rule.alert!, rule] as const),
  )('%s says how bad it is, what it is and what to do', (name, { labels, annotations }) => {
    expect(['critical', 'warning']).toContain(labels?.['severity']);
    expect(Object.keys(annotations ?? {})).toEqual(['summary', 'description', 'runbook_url']);
    expect(annotations?.['runbook_url']).toBe(`{{ or $externalLabels.runbook_base "docs/runbooks" }}/${name}.md`);
  });
});

describe('tests of rules', () => {
  const used = promtoolTests().flatMap(({ input_series }) => input_series.map(({ series }) => series));

  it.each([...new Set(used)])('%s is a series that services have', (series) => {
    expect(unknownIn(series)).toEqual([]);
  });

  it.each(alertNames)('%s was seen to fire and to stay silent', (name) => {
    const cases = promtoolTests().flatMap(({ alert_rule_test }) => alert_rule_test ?? []);
    const ofAlert = cases.filter(({ alertname }) => alertname === name);
    expect(ofAlert.some(({ exp_alerts }) => (exp_alerts?.length ?? 0) > 0)).toBe(true);
    expect(ofAlert.some(({ exp_alerts }) => (exp_alerts?.length ?? 0) === 0)).toBe(true);
  });
});

describe('runbooks', () => {
  it('are there for each alert, and for nothing else', () => {
    expect(runbooks.map(({ path }) => nameOf(path)).sort()).toEqual([...alertNames].sort());
  });

  it.each(runbooks.map(({ path, text }) => [nameOf(path), text] as const))('%s has its four parts', (name, text) => {
    expect(text.split('\n')[0]).toBe(`# ${name}`);
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      'Meaning',
      'Impact',
      'Diagnosis',
      'Mitigation',
    ]);
    const words = text.split(/\s+/).length;
    expect(words).toBeGreaterThanOrEqual(87);
    expect(words).toBeLessThanOrEqual(255);
  });

  it.each(
    runbooks.flatMap(({ path, text }) => blocksOf(text, 'promql').map((block) => [nameOf(path), block] as const)),
  )('%s asks for what services have: %s', (_name, block) => expect(unknownIn(block)).toEqual([]));

  it.each(runbooks.map(({ path, text }) => [nameOf(path), text] as const))(
    '%s names metrics that are there',
    (_name, text) => {
      const named = [...text.matchAll(/`(harmonybatch_\w+)`/g)].map(([, metric]) => metric!);
      const isKnown = (metric: string): boolean => known.has(metric) || known.has(`${metric}_bucket`);
      expect(named.filter((metric) => !isKnown(metric))).toEqual([]);
    },
  );
});

describe.each(dashboards())('dashboard $uid', ({ schemaVersion, templating, panels, annotations }) => {
  it('is of the version that its fields are of', () => expect(schemaVersion).toBe(39));

  it('has the variables of all dashboards', () => {
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'namespace', 'model', 'app']);
  });

  it.each([...panels])('$title asks for what services have', ({ targets }) => {
    expect(targets.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
  });

  it.each([...panels])('$title says what it shows, in which unit', ({ description, fieldConfig }) => {
    expect(description).toMatch(/\.$/);
    expect(fieldConfig.defaults.unit).toBeDefined();
  });

  it('asks for variables and annotations that are there', () => {
    const asked = templating.list.flatMap(
      ({ definition }) => /^label_values\((.*), \w+\)$/.exec(definition ?? '')?.[1] ?? [],
    );
    expect([...asked, ...annotations.list.map(({ expr }) => expr)].flatMap(unknownIn)).toEqual([]);
  });

  it('puts no panel over another', () => {
    const overlaps = (a: Panel, b: Panel): boolean =>
      a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    const places = panels.map(({ gridPos }) => gridPos);
    expect(places.some((one, at) => places.slice(at + 1).some((other) => overlaps(one, other)))).toBe(false);
  });
});

interface Panel {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

it.each(monitoringFiles())('$path is what its code makes; if not, run: npm run monitoring:write', ({ path, text }) => {
  // Where lines break is Prettier's.
  expect(parse(readFileSync(join(root, path), 'utf8'))).toEqual(parse(text));
});
