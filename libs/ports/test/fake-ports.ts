import {
  GuardRefusedError,
  Clock,
  FunctionPlatform,
  type DeployedFunction,
  FunctionRefusedError,
  NoLongerWantedError,
  noTracing,
  Publisher,
  StageEvents,
  type Tracing,
  type FunctionSpec,
  type InboundRecord,
  type OutboundRecord,
  type IsStillWanted,
  type GaugeReading,
  type Timer,
} from '@harmonybatch/ports';
import type { Counter, Gauge, Histogram, LabelSet, LabelsOf, Metric } from '@harmonybatch/telemetry';

/** A clock whose timers run when it is advanced past them. */
export class ManualClock extends Clock {
  private timers: { atMs: number; action: () => void }[] = [];
  constructor(private atMs = 1_800_000_000_000) {
    super();
  }
  override nowMs(): number {
    return this.atMs;
  }
  override monotonicMs(): number {
    return this.atMs;
  }
  override after(delayMs: number, action: () => void): Timer {
    const timer = { atMs: this.atMs + delayMs, action };
    this.timers.push(timer);
    return { cancel: () => void (this.timers = this.timers.filter((other) => other !== timer)) };
  }
  async advance(durationMs: number): Promise<void> {
    const endMs = this.atMs + durationMs;
    for (;;) {
      await settled();
      const next = this.timers.filter(({ atMs }) => atMs <= endMs).sort((one, other) => one.atMs - other.atMs)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.atMs = Math.max(this.atMs, next.atMs);
      next.action();
    }
    this.atMs = endMs;
  }
}

async function settled(): Promise<void> {
  for (let step = 0; step < 40; step += 1) await Promise.resolve();
}

export class FakePublisher extends Publisher {
  readonly records: OutboundRecord[] = [];
  failures = 0;
  /** Called when the records are in the log and before that is acknowledged. */
  onPublished: () => void = () => undefined;
  override async publish(records: readonly OutboundRecord[], guard: () => boolean = () => true): Promise<void> {
    if (!guard()) throw new GuardRefusedError();
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('no broker');
    }
    this.records.push(...records);
    this.onPublished();
  }
  values<T>(topic: string): T[] {
    return this.records.filter((record) => record.topic === topic).map(({ value }) => JSON.parse(String(value)) as T);
  }
}

type Labels = Readonly<Record<string, string>>;

/** What was counted or observed of a metric. */
export interface RecordedValue {
  readonly metric: Metric;
  readonly labels: Labels;
  readonly value: number;
}

/** Keeps what happened, for a test to ask. */
export class RecordedEvents extends StageEvents {
  /** Nothing is traced unless a test says so. */
  override tracing: Tracing = noTracing;
  readonly faults: string[] = [];
  readonly warnings: { readonly message: string; readonly details: Readonly<Record<string, unknown>> }[] = [];
  /** What was counted and observed, in order. */
  readonly values: RecordedValue[] = [];
  private readonly readings: { readonly gauge: Gauge; readonly read: GaugeReading<LabelSet> }[] = [];

  override count<L extends LabelSet>(metric: Counter<L>, labels: LabelsOf<L>, value = 1): void {
    this.values.push({ metric, labels, value });
  }
  override observe<L extends LabelSet>(metric: Histogram<L>, labels: LabelsOf<L>, value: number): void {
    this.values.push({ metric, labels, value });
  }
  override watch<L extends LabelSet>(gauge: Gauge<L>, read: GaugeReading<L>): void {
    this.readings.push({ gauge, read });
  }
  override debug(): void {}
  override info(): void {}
  override warn(message: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.warnings.push({ message, details });
  }
  override error(message: string): void {
    this.faults.push(message);
  }

  /** The sum of what was counted, of all that has these labels. */
  countOf(counter: Counter, labels: Labels = {}): number {
    return this.valuesOf(counter, labels).reduce((sum, value) => sum + value, 0);
  }

  /** What was counted or observed, in order, of all that has these labels. */
  valuesOf({ name }: Metric, labels: Labels = {}): number[] {
    return this.values
      .filter((one) => one.metric.name === name)
      .filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
      .map(({ value }) => value);
  }

  /** What a gauge is now. */
  async readingOf({ name }: Gauge): Promise<{ readonly labels: Labels; readonly value: number }[]> {
    const samples = await Promise.all(
      this.readings.filter(({ gauge }) => gauge.name === name).map(({ read }) => read()),
    );
    return samples.flat();
  }
}

export interface FakeFunction {
  readonly spec: FunctionSpec;
  readonly warm: number;
  /** The deployment that it says it belongs to; absent: it does not say. */
  readonly owner?: string;
}

/** A platform in memory: it passes the conformance suite of platforms, and fails where a test tells it to. */
export class FakePlatform extends FunctionPlatform {
  /**
   * @param prefix names of all functions of this deployment begin so
   * @param functions those of the account; several deployments may share them
   * @param deployment whose functions are its own
   */
  constructor(
    private readonly prefix = '',
    readonly functions = new Map<string, FakeFunction>(),
    private readonly deployment = 'ours',
  ) {
    super();
  }
  /** Those that are not ready; `ensure` makes them so. */
  readonly states = new Map<string, DeployedFunction>();
  failures = 0;
  /** Instances that all functions together may keep warm. */
  quota = Infinity;
  /** Why the platform refuses a function; absent where it does not. */
  refusal: (spec: FunctionSpec, warm: number) => Error | undefined = () => undefined;
  /** Resolves `ensure`; held back while set. */
  gate: Promise<void> = Promise.resolve();
  /** The same for `remove`. */
  removalGate: Promise<void> = Promise.resolve();
  override async ensure(spec: FunctionSpec, warm: number, stillWanted: IsStillWanted = () => true): Promise<void> {
    this.checkName(spec.name);
    if (!Number.isInteger(warm) || warm < 0) throw new RangeError(`warmInstances must be a whole number, not ${warm}`);
    await this.gate;
    if (!stillWanted()) throw new NoLongerWantedError(`function ${spec.name}`);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('no quota');
    }
    this.checkOwner(spec.name);
    const refused = this.refusal(spec, warm);
    if (refused !== undefined) throw refused;
    const others = [...this.functions].filter(([name]) => name !== spec.name);
    const held = others.reduce((sum, [, other]) => sum + (other?.warm ?? 0), 0);
    if (held + warm > this.quota)
      throw new FunctionRefusedError(spec.name, 'quota', `${held} of ${this.quota} instances are held`);
    const there = this.functions.get(spec.name)?.spec;
    if (there !== undefined && there.image !== spec.image)
      throw new FunctionRefusedError(spec.name, 'conflict', `${spec.name} exists with image ${there.image}`);
    // It was read; now it is made.
    if (!stillWanted()) throw new NoLongerWantedError(`function ${spec.name}`);
    this.functions.set(spec.name, { spec, warm, owner: this.deployment });
    this.states.delete(spec.name);
  }
  override async remove(name: string, stillWanted: IsStillWanted = () => true): Promise<void> {
    this.checkName(name);
    await this.removalGate;
    if (!stillWanted()) throw new NoLongerWantedError(`removal of ${name}`);
    this.checkOwner(name);
    this.functions.delete(name);
  }
  override async differences(spec: FunctionSpec): Promise<readonly string[]> {
    const there = this.functions.get(spec.name);
    if (there === undefined) return ['it is not there'];
    const { image } = there.spec;
    return [
      ...(image === spec.image ? [] : [`image is ${image}, not ${spec.image}`]),
      ...(there.owner === this.deployment
        ? []
        : [`it does not carry the tag harmonybatch-deployment: ${this.deployment}`]),
    ];
  }
  override async list(): Promise<DeployedFunction[]> {
    const own = [...this.functions].filter(([name]) => name.startsWith(this.prefix) && !this.isOfAnother(name));
    return own.map(([name, there]) => ({
      ...(this.states.get(name) ?? { name, state: 'ready' }),
      ...(there !== undefined && there.owner === undefined ? { unclaimed: true } : {}),
    }));
  }
  private isOfAnother(name: string): boolean {
    const owner = this.functions.get(name)?.owner;
    return owner !== undefined && owner !== this.deployment;
  }
  private checkOwner(name: string): void {
    if (this.isOfAnother(name)) throw new FunctionRefusedError(name, 'conflict', `${name} is not ours`);
  }
  private checkName(name: string): void {
    if (!name.startsWith(this.prefix)) throw new RangeError(`function ${name} is not of this deployment`);
  }
}

export interface FakeRecord extends InboundRecord {
  released: boolean;
}

/** A record of a topic; `value` is written as JSON unless it is bytes, text or null. */
export function inboundRecord(topic: string, value: unknown, over: Partial<InboundRecord> = {}): FakeRecord {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const bytes = value === null ? null : Buffer.isBuffer(value) ? value : Buffer.from(text);
  const record: FakeRecord = {
    topic,
    partition: 0,
    offset: 7,
    key: null,
    value: bytes,
    headers: {},
    timestampMs: 1_800_000_000_000,
    released: false,
    release: () => void (record.released = true),
    ...over,
  };
  return record;
}
