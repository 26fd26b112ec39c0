import { metricsOfService, type Metric } from '@harmonybatch/telemetry';
import type { Prometheus } from './prometheus';
import { stillMetrics } from './still-metrics';

/** What of the catalogue a run moved. */
export interface MetricMovement {
  readonly moved: readonly string[];
  /** Did not move, and nobody says why. */
  readonly unexplained: readonly string[];
}

const catalogue = (): Metric[] => [
  ...new Map(
    Object.values(metricsOfService)
      .flat()
      .map((metric) => [metric.name, metric] as const),
  ).values(),
];

/** Counters begin at 0, so that a counter above it has moved; a gauge has where it was something else before. */
const movementOf = ({ name, kind }: Metric): string => {
  if (kind === 'gauge') return `max(changes(${name}[1h]))`;
  return `max(max_over_time(${kind === 'histogram' ? `${name}_count` : name}[1h]))`;
};

/** Asks of each metric of the catalogue whether it moved within the last hour. */
export async function metricMovement(prometheus: Prometheus): Promise<MetricMovement> {
  const moved: string[] = [];
  const still: string[] = [];
  for (const metric of catalogue()) {
    const [sample] = await prometheus.query(movementOf(metric));
    (sample !== undefined && sample.value > 0 ? moved : still).push(metric.name);
  }
  return {
    moved: moved.sort(),
    unexplained: still.filter((name) => stillMetrics[name] === undefined).sort(),
  };
}
