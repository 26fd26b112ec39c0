import type { Metric } from '../metric';
import { batchStoreMetrics } from './batch-store';
import { batcherMetrics } from './batcher';
import { consoleMetrics } from './console';
import { delayMetrics } from './delays';
import { dispatcherMetrics } from './dispatcher';
import { serviceMetrics } from './every-service';
import { gatewayMetrics } from './http-gateway';
import { ingestMetrics } from './ingest';
import { forwarderMetrics } from './outcome-forwarder';
import { plannerMetrics } from './planner';
import { rateMetrics } from './rate-estimator';

const of = (...stages: readonly Readonly<Record<string, Metric>>[]): readonly Metric[] =>
  [serviceMetrics, ...stages].flatMap((metrics) => Object.values(metrics));

export const metricsOfEveryService = of();

/** What each service measures, by its name. */
export const metricsOfService = {
  ingest: of(ingestMetrics),
  'rate-estimator': of(rateMetrics),
  planner: of(plannerMetrics),
  batcher: of(batcherMetrics, delayMetrics, batchStoreMetrics),
  dispatcher: of(dispatcherMetrics, delayMetrics, batchStoreMetrics),
  'outcome-forwarder': of(forwarderMetrics),
  'http-gateway': of(gatewayMetrics),
  console: of(consoleMetrics),
} as const satisfies Record<string, readonly Metric[]>;
