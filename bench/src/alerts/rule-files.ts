import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { root } from '../system/harmonybatch';

/** Where rules, dashboards and their tests lie. */
export const monitoringFolder = join(root, 'deploy', 'monitoring');

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Groups of rules, by the path of their file from `deploy/monitoring/prometheus`. */
export function ruleGroups(): ReadonlyMap<string, readonly RuleGroup[]> {
  const folder = join(monitoringFolder, 'prometheus', 'rules');
  return new Map(
    readdirSync(folder).map((name) => {
      const { groups } = parse(readFileSync(join(folder, name), 'utf8')) as { groups: RuleGroup[] };
      return [`rules/${name}`, groups];
    }),
  );
}

/** The files with rules of these alerts. */
export const filesWith = (alerts: readonly string[]): string[] =>
  [...ruleGroups()]
    .filter(([, groups]) => groups.some(({ rules }) => rules.some(({ alert = '' }) => alerts.includes(alert))))
    .map(([file]) => file);

/** The names of all series of services that these alerts read, through whatever rules record. */
export function metricsRead(alerts: readonly string[]): string[] {
  const rules = [...ruleGroups().values()].flat().flatMap((group) => group.rules);
  const recorded = new Map(
    rules.flatMap(({ record, expr }) => (record === undefined ? [] : [[record, expr] as const])),
  );
  const read = new Set<string>();
  const follow = (expr: string): void => {
    for (const name of selectedBy(expr)) {
      if (read.has(name)) continue;
      read.add(name);
      follow(recorded.get(name) ?? '');
    }
  };
  for (const { alert = '', expr } of rules) if (alerts.includes(alert)) follow(expr);
  return [...read].filter((name) => !recorded.has(name)).sort();
}

function selectedBy(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(expr.slice(from, to));
    },
  });
  return names;
}
