import type { Logger } from 'pino';
import { Counter, Histogram, type Registry } from 'prom-client';
import { StageEvents } from '@harmonybatch/ports';
import { BoundedLabels, type Labels } from './bounded-labels';
import { LogRateLimit } from './log-rate-limit';

const buckets = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384];

/** `batch.sizeReached` becomes `harmonybatch_batch_size_reached`. */
const metricName = (name: string): string =>
  `harmonybatch_${name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')}`;

const counterName = (name: string): string => metricName(name).replace(/(_total)?$/, '_total');

interface BoundedMetric<M> {
  readonly metric: M;
  readonly labels: BoundedLabels;
}

/** What happens inside the stages, as log lines and metrics. A metric is created when it is first used. */
export class ServiceEvents extends StageEvents {
  private readonly counters = new Map<string, BoundedMetric<Counter>>();
  private readonly histograms = new Map<string, BoundedMetric<Histogram>>();
  private readonly logRateLimit = new LogRateLimit(() => performance.now());

  constructor(
    private readonly logger: Logger,
    private readonly registry: Registry,
  ) {
    super();
  }

  count(name: string, amount = 1, labels: Labels = {}): void {
    if (!this.isValidValue(name, amount)) return;
    const counter = this.counters.get(name) ?? this.newCounter(name, labels);
    counter.metric.inc(counter.labels.bound(labels), amount);
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    if (!this.isValidValue(name, value)) return;
    const histogram = this.histograms.get(name) ?? this.newHistogram(name, labels);
    histogram.metric.observe(histogram.labels.bound(labels), value);
  }

  debug(message: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.debug({ ...details, leftOut }, message));
  }

  info(message: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.info({ ...details, leftOut }, message));
  }

  warn(message: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.warn({ ...details, leftOut }, message));
  }

  error(message: string, error?: unknown, details: Readonly<Record<string, unknown>> = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.error({ ...details, err: error, leftOut }, message));
    this.count('faults', 1);
  }

  private withinRateLimit(message: string, write: (leftOut: number | undefined) => void): void {
    const leftOut = this.logRateLimit.admit(message);
    if (leftOut !== null) write(leftOut === 0 ? undefined : leftOut);
  }

  /** A metric must not end the service: a value that cannot be measured is logged and left out. */
  private isValidValue(name: string, value: number): boolean {
    const measure = Number.isFinite(value) && value >= 0;
    if (!measure) this.logger.error({ metric: name, value: String(value) }, 'a metric was given an invalid value');
    return measure;
  }

  private newCounter(name: string, first: Labels): BoundedMetric<Counter> {
    const labels = new BoundedLabels(first);
    const metric = new Counter({
      name: counterName(name),
      help: name,
      labelNames: [...labels.names],
      registers: [this.registry],
    });
    const counter = { metric, labels };
    this.counters.set(name, counter);
    return counter;
  }

  private newHistogram(name: string, first: Labels): BoundedMetric<Histogram> {
    const labels = new BoundedLabels(first);
    const metric = new Histogram({
      name: metricName(name),
      help: name,
      labelNames: [...labels.names],
      buckets,
      registers: [this.registry],
    });
    const histogram = { metric, labels };
    this.histograms.set(name, histogram);
    return histogram;
  }
}
