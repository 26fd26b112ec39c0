import { parser } from '@prometheus-io/lezer-promql';
import { ruleGroups, type Rule, type RuleGroup } from './rule-files';

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
export const scaledRules = (factor: number): { readonly groups: readonly RuleGroup[] } => ({
  groups: [...ruleGroups().values()]
    .flat()
    .map(({ name, rules }) => ({ name, rules: rules.map((rule) => scaledRule(rule, factor)) })),
});
