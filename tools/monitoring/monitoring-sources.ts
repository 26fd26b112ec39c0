import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../docs/documents';

const folder = join(root, 'deploy', 'monitoring');

const filesOf = (path: string, ending: string): { readonly file: string; readonly text: string }[] =>
  readdirSync(join(folder, path))
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ file: join(path, name), text: readFileSync(join(folder, path, name), 'utf8') }));

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Every rule, in the order of the files. */
export const rules = (): Rule[] =>
  filesOf('prometheus/rules', '.yml').flatMap(({ text }) =>
    (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
  );

interface PromtoolTest {
  readonly input_series: readonly { readonly series: string }[];
  readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[];
}

/** Every test of promtool. */
export const promtoolTests = (): PromtoolTest[] =>
  filesOf('prometheus/tests', '.yml').flatMap(({ text }) => (parse(text) as { tests: PromtoolTest[] }).tests);

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
}

export interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly annotations: { readonly list: readonly Target[] };
  readonly panels: readonly {
    readonly title: string;
    readonly description: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly Target[];
    readonly fieldConfig: { readonly defaults: { readonly unit?: string } };
  }[];
}

/** Every dashboard. */
export const dashboards = (): Dashboard[] =>
  filesOf('grafana/dashboards', '.json').map(({ text }) => JSON.parse(text) as Dashboard);

/** Names of all series that rules make. */
export const recordNames = (): string[] => rules().flatMap(({ record }) => record ?? []);
