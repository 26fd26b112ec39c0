import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { GaugeReading } from '@harmonybatch/ports';
import {
  knownLabels,
  type Counter as DeclaredCounter,
  type Gauge as DeclaredGauge,
  type Histogram as DeclaredHistogram,
  type LabelSet,
  type Metric,
} from '@harmonybatch/telemetry';
import { BoundedLabels, maxSeries, type Labels } from './bounded-labels';

interface Meter<M> {
  readonly metric: M;
  readonly labels: BoundedLabels;
}

type Reading = GaugeReading<LabelSet>;

/** The declared metrics in a registry of Prometheus, each made when it is declared to be there, or else when it is first used. */
export class Meters {
  private readonly counters = new Map<string, Meter<Counter>>();
  private readonly histograms = new Map<string, Meter<Histogram>>();
  private readonly readings = new Map<string, Reading[]>();

  /** @param onUnreadable called with what goes wrong when a gauge is read; it is left out then */
  constructor(
    private readonly registry: Registry,
    private readonly onUnreadable: (gauge: string, error: unknown) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Makes a metric, with zeros for all combinations of its labels that are known. */
  declare(metric: Metric): void {
    if (metric.kind === 'gauge') this.readingsOf(metric);
    else if (metric.kind === 'counter') this.counterOf(metric);
    else this.histogramOf(metric);
  }

  /** Is added up here, and told to the registry when that is read: a service counts thousands of times a second. */
  count(declared: DeclaredCounter, labels: Labels, amount: number): void {
    this.counterOf(declared).labels.series(labels).pending += amount;
  }

  observe(declared: DeclaredHistogram, labels: Labels, value: number): void {
    const { metric, labels: bounded } = this.histogramOf(declared);
    metric.observe(bounded.series(labels).labels, value);
  }

  watch(declared: DeclaredGauge, read: Reading): void {
    this.readingsOf(declared).push(read);
  }

  private counterOf(declared: DeclaredCounter): Meter<Counter> {
    const known = this.counters.get(declared.name);
    if (known !== undefined) return known;
    const metric: Counter = new Counter({ ...this.optionsOf(declared), collect: () => tellPending(made) });
    const made: Meter<Counter> = { metric, labels: this.labelsOf(declared, metric) };
    for (const labels of knownLabels(declared)) metric.inc(labels, 0);
    this.counters.set(declared.name, made);
    return made;
  }

  private histogramOf(declared: DeclaredHistogram): Meter<Histogram> {
    const known = this.histograms.get(declared.name);
    if (known !== undefined) return known;
    const metric = new Histogram({ ...this.optionsOf(declared), buckets: [...declared.buckets] });
    const made = { metric, labels: this.labelsOf(declared, metric) };
    for (const labels of knownLabels(declared)) metric.zero(labels);
    this.histograms.set(declared.name, made);
    return made;
  }

  private readingsOf(declared: DeclaredGauge): Reading[] {
    const known = this.readings.get(declared.name);
    if (known !== undefined) return known;
    const readings: Reading[] = [];
    this.readings.set(declared.name, readings);
    const readAll = (): Promise<readonly { readonly labels: Labels; readonly value: number }[]> =>
      this.samplesOf(declared.name, readings);
    new Gauge({
      ...this.optionsOf(declared),
      async collect() {
        const samples = await readAll();
        this.reset();
        for (const { labels, value } of samples) this.set(labels, value);
      },
    });
    return readings;
  }

  /** Of what cannot be told apart any more nothing is said: it has no sum. */
  private async samplesOf(name: string, readings: readonly Reading[]) {
    const samples = await Promise.all(readings.map((read) => this.read(name, read)));
    return samples.flat().slice(0, maxSeries);
  }

  private async read(name: string, read: Reading) {
    try {
      return (await read()).filter(({ value }) => Number.isFinite(value));
    } catch (error) {
      this.onUnreadable(name, error);
      return [];
    }
  }

  private labelsOf({ labels }: Metric, metric: Counter | Histogram): BoundedLabels {
    return new BoundedLabels(labels, {
      nowMs: this.nowMs,
      onForgotten: (forgotten) => metric.remove({ ...forgotten }),
    });
  }

  private optionsOf({ name, help, labels }: Metric) {
    return { name, help, labelNames: Object.keys(labels), registers: [this.registry] };
  }
}

function tellPending({ metric, labels }: Meter<Counter>): void {
  for (const series of labels.all()) {
    if (series.pending === 0) continue;
    metric.inc(series.labels, series.pending);
    series.pending = 0;
  }
}
