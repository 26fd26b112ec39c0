import type { Registry } from 'prom-client';
import { noTracing, StageEvents, type GaugeReading, type Tracing } from '@harmonybatch/ports';
import {
  serviceMetrics,
  type Counter,
  type Gauge,
  type Histogram,
  type LabelSet,
  type LabelsOf,
  type LogFields,
  type Metric,
} from '@harmonybatch/telemetry';
import { LogRateLimit } from './log-rate-limit';
import type { ServiceLogger } from './logger';
import { Meters } from './meters';

/** What happens inside the stages, as log lines, metrics and spans. */
export class ServiceEvents extends StageEvents {
  private readonly meters: Meters;
  private readonly logRateLimit = new LogRateLimit(() => performance.now());

  /**
   * @param metrics those that are there from the start; another one is there once it is used
   * @param tracing where spans go
   */
  constructor(
    private readonly logger: ServiceLogger,
    registry: Registry,
    metrics: readonly Metric[] = [],
    override readonly tracing: Tracing = noTracing,
  ) {
    super();
    this.meters = new Meters(registry, (metric, error) =>
      this.logger.error({ metric, err: error }, 'a gauge could not be read'),
    );
    for (const metric of metrics) this.meters.declare(metric);
  }

  override count<L extends LabelSet>(counter: Counter<L>, labels: LabelsOf<L>, amount = 1): void {
    if (this.isValidValue(counter, amount)) this.meters.count(counter, labels, amount);
  }

  override observe<L extends LabelSet>(histogram: Histogram<L>, labels: LabelsOf<L>, value: number): void {
    if (this.isValidValue(histogram, value)) this.meters.observe(histogram, labels, value);
  }

  override watch<L extends LabelSet>(gauge: Gauge<L>, read: GaugeReading<L>): void {
    this.meters.watch(gauge, read);
  }

  override debug(message: string, fields: LogFields = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.debug({ ...fields, leftOut }, message));
  }

  override info(message: string, fields: LogFields = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.info({ ...fields, leftOut }, message));
  }

  override warn(message: string, fields: LogFields = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.warn({ ...fields, leftOut }, message));
  }

  override error(message: string, error?: unknown, fields: LogFields = {}): void {
    this.withinRateLimit(message, (leftOut) => this.logger.error({ ...fields, err: error, leftOut }, message));
    this.count(serviceMetrics.faults, {});
  }

  private withinRateLimit(message: string, write: (leftOut: number | undefined) => void): void {
    const leftOut = this.logRateLimit.admit(message);
    if (leftOut !== null) write(leftOut === 0 ? undefined : leftOut);
  }

  /** A metric must not end the service: a value that cannot be measured is logged and left out. */
  private isValidValue({ name }: Metric, value: number): boolean {
    const isValid = Number.isFinite(value) && value >= 0;
    if (!isValid) this.logger.error({ metric: name, value: String(value) }, 'a metric was given an invalid value');
    return isValid;
  }
}
