import { parser } from '@prometheus-io/lezer-promql';

/** A series that an expression selects, with the labels that its matchers name. */
export interface SeriesUse {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What an expression reads, and the labels that it groups and joins by. */
export interface PromqlUses {
  readonly series: readonly SeriesUse[];
  readonly groupedBy: readonly string[];
}

/** Variables of Grafana that stand for a duration are no PromQL. */
const withoutVariables = (expr: string): string => expr.replace(/\$__(rate_interval|interval|range)/g, '5m');

/** @throws Error where it is no PromQL */
export function usesIn(expr: string): PromqlUses {
  const text = withoutVariables(expr);
  const series: { metric: string; labels: string[] }[] = [];
  const groupedBy: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, name, from, to, node }) => {
      const word = text.slice(from, to);
      const parent = node.parent?.name ?? '';
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expr}`);
      if (name === 'VectorSelector') series.push({ metric: '', labels: [] });
      else if (name === 'Identifier' && parent === 'VectorSelector') series.at(-1)!.metric = word;
      else if (name === 'LabelName' && parent === 'GroupingLabels') groupedBy.push(word);
      else if (name === 'LabelName') series.at(-1)!.labels.push(word);
    },
  });
  return { series, groupedBy };
}
