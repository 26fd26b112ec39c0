import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { root } from '../system/harmonybatch';

/** Where rules, dashboards and their tests lie. */
export const monitoringFolder = join(root, 'deploy', 'monitoring');

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

const msOfUnit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration of Prometheus, so many times shorter. */
function shorter(duration: string, factor: number): string {
  const ms = [...duration.matchAll(/(\d+)(ms|[smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * msOfUnit[unit as keyof typeof msOfUnit],
    0,
  );
  return `${Math.round(ms / factor)}ms`;
}

/** An expression whose windows and offsets are so many times shorter. */
export function scaledExpr(expr: string, factor: number): string {
  let scaled = '';
  let end = 0;
  parser.parse(expr).iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'NumberDurationLiteralInDurationContext') return;
      scaled += expr.slice(end, from) + shorter(expr.slice(from, to), factor);
      end = to;
    },
  });
  return scaled + expr.slice(end);
}

const scaledRule = (rule: Rule, factor: number): Rule => ({
  ...rule,
  expr: scaledExpr(rule.expr, factor),
  ...(rule.for === undefined ? {} : { for: shorter(rule.for, factor) }),
});

/** All rules as one file in JSON, which is YAML; every window, offset and `for` is so many times shorter. */
export function scaledRules(factor: number): RuleFile {
  const folder = join(monitoringFolder, 'prometheus', 'rules');
  const files = readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')) as RuleFile);
  return {
    groups: files
      .flatMap(({ groups }) => groups)
      .map(({ name, rules }) => ({ name, rules: rules.map((rule) => scaledRule(rule, factor)) })),
  };
}
