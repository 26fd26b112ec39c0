import { noTracing, type Tracing } from './tracing';
import type {
  Counter,
  DeclaredFields,
  Gauge,
  Histogram,
  LabelSet,
  LabelsOf,
  LogFields,
  Sample,
} from '@harmonybatch/telemetry';

/** What a gauge is at the moment that it is asked; what is not told of any more is gone. */
export type GaugeReading<L extends LabelSet> = () => readonly Sample<L>[] | Promise<readonly Sample<L>[]>;

/**
 * What happened inside a stage, for logs, metrics and traces to listen to; the cores themselves neither log nor count.
 * `debug` is for who looks into a single case, `info` for who follows what the service does, `warn` is something that works worse than it should
 * and is dealt with, `error` something an operator should see.
 */
export abstract class StageEvents {
  /** Where the spans of single requests go: nowhere, unless somebody records them. */
  readonly tracing: Tracing = noTracing;
  /** Adds `amount`, 1 if absent, to a counter. */
  abstract count<L extends LabelSet>(counter: Counter<L>, labels: LabelsOf<L>, amount?: number): void;
  /** Takes in one value of what a histogram is of, in its unit. */
  abstract observe<L extends LabelSet>(histogram: Histogram<L>, labels: LabelsOf<L>, value: number): void;
  /** Says how to read a gauge: it is asked whenever somebody looks, and several may tell of one gauge. */
  abstract watch<L extends LabelSet>(gauge: Gauge<L>, read: GaugeReading<L>): void;
  abstract debug<F extends LogFields>(message: string, fields?: DeclaredFields<F>): void;
  abstract info<F extends LogFields>(message: string, fields?: DeclaredFields<F>): void;
  abstract warn<F extends LogFields>(message: string, fields?: DeclaredFields<F>): void;
  abstract error<F extends LogFields>(message: string, error?: unknown, fields?: DeclaredFields<F>): void;
}
