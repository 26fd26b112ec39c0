import { metricsOfService, type Metric } from '@harmonybatch/telemetry';

const suffixesOf = { counter: [''], gauge: [''], histogram: ['_bucket', '_sum', '_count'] } as const;

/** What a Prometheus that scrapes the services adds to every series. */
const targetLabels = ['namespace', 'job', 'instance'];

/** Of prom-client, the same in every service; and of Prometheus itself. */
const othersWithoutLabels = [
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
  'up',
];

const labelsOf = (metric: Metric, suffix: string): string[] => [
  ...Object.keys(metric.labels),
  ...(suffix === '_bucket' ? ['le'] : []),
  ...targetLabels,
];

/** The levels of recorded series name their labels: `namespace_model_app:…`. */
const levelLabels = ['namespace', 'model', 'app', 'currency', 'consumer_group', 'topic'];

function labelsOfLevel(level: string): string[] {
  const found = levelLabels.filter((label) => `_${level}_`.includes(`_${label}_`));
  if (found.join('_').length !== level.length) throw new Error(`the level ${level} names an unknown label`);
  return found;
}

const declared = Object.values(metricsOfService).flatMap((metrics) =>
  metrics.flatMap((metric) =>
    suffixesOf[metric.kind].map((suffix): [string, string[]] => [`${metric.name}${suffix}`, labelsOf(metric, suffix)]),
  ),
);

/** The labels that each series may have, by its name: those of the services, and those that `records` make of them. */
export const knownSeries = (records: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map([
    ...declared,
    ...othersWithoutLabels.map((name): [string, string[]] => [name, targetLabels]),
    ['ALERTS', ['alertname', 'alertstate', 'severity', ...targetLabels, 'model', 'app']],
    ...records.map((record): [string, string[]] => [record, labelsOfLevel(record.split(':')[0]!)]),
  ]);
