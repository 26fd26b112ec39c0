export { batchSizeBuckets, secondsBuckets } from './buckets';
export { batchStoreMetrics } from './catalogue/batch-store';
export { batcherMetrics, noGroup } from './catalogue/batcher';
export { consoleMetrics } from './catalogue/console';
export { delayMetrics } from './catalogue/delays';
export { dispatcherMetrics } from './catalogue/dispatcher';
export { serviceMetrics } from './catalogue/every-service';
export { gatewayMetrics } from './catalogue/http-gateway';
export { ingestMetrics, unregistered } from './catalogue/ingest';
export { forwarderMetrics } from './catalogue/outcome-forwarder';
export { plannerMetrics } from './catalogue/planner';
export { rateMetrics } from './catalogue/rate-estimator';
export { metricsOfEveryService, metricsOfService } from './catalogue/services';
export {
  anyValue,
  counter,
  gauge,
  histogram,
  knownLabels,
  type Counter,
  type Gauge,
  type Histogram,
  type LabelSet,
  type LabelsOf,
  type Metric,
  type MetricUnit,
  type Sample,
} from './metric';
export {
  fieldsOfEveryLine,
  logFields,
  traceFieldsOf,
  type DeclaredFields,
  type LogField,
  type LogFieldName,
  type LogFields,
  type LogLine,
  type TraceFields,
} from './log-fields';
export { sloClassOf, type SloClass } from './slo-class';
export { kafkaAttributes, spanAttributes, spanNames } from './spans';
