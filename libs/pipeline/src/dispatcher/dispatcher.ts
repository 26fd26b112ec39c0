import { topics } from '@harmonybatch/contracts';
import { sleep, type BatchStore, type InboundRecord, type Intake, type Timer } from '@harmonybatch/ports';
import { deadLetter } from '../records/dead-lettering';
import { slicesOf } from '../records/slices';
import { WatchedStore } from '../store/watched-store';
import type { StageDelay } from '../pressure/pressure-reporter';
import { WayMeter } from '../way/way-meter';
import { BatchRun, type RunPorts } from './batch-run';
import { dispatcherDefaults, type DispatcherOptions } from './dispatcher-options';
import { FunctionLanes } from './function-lanes';
import type { Slot } from './lane';
import type { Refusal } from './outcome';
import { observeQueueWaits } from './queue-waits';
import { readReady, type BatchToRun } from './ready-batch';
import { batchFields, beginRun } from './run-spans';
import { InFlightRequests } from './in-flight-requests';
import { AnsweredBatches, RunningBatches, type RunningBatch } from './running-batches';

const ownerBytes = 12;
/**
 * Batches that are begun in one go: what a fetch brings may be thousands, and while they are read, nothing of those before
 * them goes on, and no heartbeat.
 */
const batchesAtOnce = 64;
/** How often a full dispatcher looks for batches to shed, ms. */
const shedIntervalMs = 500;

/** Backoff before a batch whose run threw is run again, ms. */
const rerunBackoffMs = { initial: 200, max: 30_000 };
/** Runs of a batch that may throw before its requests are answered with that error. */
const maxFailedRuns = 3;

/** A batch that is only answered, not run, needs no place on a function. */
const noSlot: Slot = { onThrottled: () => undefined, onAnswered: () => undefined, release: () => undefined };
const internalFault: Refusal = {
  code: 'internal_error',
  message: 'internal error: the batch of this request could not be run; see the dispatcher log',
};
const shedRefusal: Refusal = {
  code: 'function_unavailable',
  message: 'the function is stalled and too many batches are queued for it',
};

export type DispatcherPorts = Omit<RunPorts, 'store' | 'way'> & { readonly store: BatchStore; readonly intake: Intake };

/**
 * Runs batches on functions and writes one outcome a request. The offset of a batch is given up when every one of its
 * requests has an acknowledged outcome.
 */
export class Dispatcher {
  private readonly running = new RunningBatches();
  private readonly lanes: FunctionLanes;
  private readonly answered = new AnsweredBatches();
  private readonly runPorts: RunPorts;
  private readonly way: WayMeter;
  private readonly owner: string;
  private readonly inFlightRequests = new InFlightRequests();
  /** Runs begun so far: each claims for itself, for two of them may have a request in common. */
  private runs = 0;
  private paused = false;
  private shedTimer: Timer | null = null;
  private stopped = false;

  constructor(
    private readonly ports: DispatcherPorts,
    private readonly options: DispatcherOptions = dispatcherDefaults,
  ) {
    this.owner = ports.randomness.hex(ownerBytes);
    this.lanes = new FunctionLanes(ports.clock, options);
    this.way = new WayMeter(ports, this.owner);
    const store = new WatchedStore(ports.store, ports.clock, ports.events, (model) => this.renewAll(model));
    this.runPorts = { ...ports, store, way: this.way };
  }

  /** Batches that run or wait to run. */
  get inFlight(): number {
    return this.running.size;
  }

  /** How long batches wait for their functions; functions that none waits for are left out. */
  pressure(): StageDelay[] {
    const models = new Map<string, { readonly model: string; readonly functionName: string }>();
    for (const { run } of this.running.all()) {
      const { model, group } = run.batch;
      if (group !== undefined)
        models.set(`${model}/${group.functionName}`, { model, functionName: group.functionName });
    }
    return [...models.values()]
      .map((waiting) => ({ ...waiting, delayMs: this.lanes.waitMs(waiting.functionName) }))
      .filter(({ delayMs }) => delayMs > 0);
  }

  /**
   * Takes records of `batch.ready` and starts them; resolves when they are started, not when they have run. Those that it had
   * not come to when it was stopped stay open, to be read again.
   */
  async accept(records: readonly InboundRecord[]): Promise<void> {
    const begun: Promise<void>[] = [];
    for (const slice of slicesOf(records, batchesAtOnce)) {
      if (begun.length > 0) await sleep(this.ports.clock, 0);
      if (this.stopped) break;
      const one = this.begin(slice);
      one.catch(() => undefined); // rejects below, with all of them
      begun.push(one);
    }
    await Promise.all(begun);
  }

  /** Takes no more; resolves when the batches in flight have their outcomes written, at the latest after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    this.way.stop();
    this.shedTimer?.cancel();
    const drained = Promise.all([...this.running.all()].map(({ ended }) => ended)).then(() => undefined);
    let graceEnds: { cancel(): void } | undefined;
    const grace = new Promise<void>((resolve) => (graceEnds = this.ports.clock.after(graceMs, resolve)));
    await Promise.race([drained, grace]);
    graceEnds?.cancel();
    for (const { run } of this.running.all()) run.stop();
  }

  private async begin(records: readonly InboundRecord[]): Promise<void> {
    const unreadable: Promise<void>[] = [];
    for (const record of records) {
      const read = readReady(record);
      if (read.kind === 'unreadable')
        unreadable.push(deadLetter(this.ports, record, 'dispatcher', read.code, read.reason));
      else this.take(record, read.batch);
    }
    this.pauseIfFull();
    await Promise.all(unreadable);
  }

  /** A batch that is running already, or answered, is not run again, unless the record brings other requests under its name. */
  private take(record: InboundRecord, batch: BatchToRun): void {
    if (this.answered.covers(batch)) {
      record.release();
      return;
    }
    const known = this.running.covering(batch);
    if (known !== undefined) known.records.push(record);
    else this.start(record, batch);
  }

  private start(record: InboundRecord, batch: BatchToRun): void {
    observeQueueWaits(this.ports.events, batch);
    const records = [record];
    this.runs += 1;
    const { clock, events } = this.ports;
    const span = beginRun(events.tracing, batch, clock.nowMs());
    const traced = { ...batch, traceparent: span.context ?? batch.traceparent };
    const run = new BatchRun(this.runPorts, this.options, traced, {
      owner: `${this.owner}.${this.runs}`,
      inFlightRequests: this.inFlightRequests,
      isOwned: () => records.some(({ owned }) => owned ?? true),
    });
    const bytes = record.value?.length ?? 0;
    const ended = this.runUntilAnswered(run, bytes)
      .then((answered) => {
        span.end({ endMs: clock.nowMs(), failure: answered ? undefined : 'it was stopped, or is run by another' });
        if (!answered) return;
        this.answered.add(batch);
        for (const one of records) one.release();
      })
      .finally(() => {
        this.running.remove(running);
        this.resumeIfFree();
      });
    const running: RunningBatch = { run, records, bytes, ended };
    this.running.add(running);
  }

  /**
   * A run that throws is a fault of this program. Its requests must not wait for a restart: it is run again, and where it
   * throws again and again they are answered with that.
   * @returns false where the run was stopped, or is another's by now: its records stay open then, to be read again.
   */
  private async runUntilAnswered(run: BatchRun, bytes: number): Promise<boolean> {
    for (let faults = 0; ; faults += 1) {
      try {
        return await (faults < maxFailedRuns ? this.runInLane(run, bytes) : run.run(internalFault));
      } catch (error) {
        this.ports.events.error('running a batch failed; retrying', error, batchFields(run.batch));
      }
      await sleep(this.ports.clock, Math.min(rerunBackoffMs.initial * 2 ** faults, rerunBackoffMs.max));
      if (this.stopped || !run.isOwned) return false;
    }
  }

  private async runInLane(run: BatchRun, bytes: number): Promise<boolean> {
    const { group } = run.batch;
    if (group === undefined) return run.run(noSlot);
    const askedAtMs = this.ports.clock.monotonicMs();
    const place = await this.lanes.acquire(group.functionName, run.lastDeadlineMs, group.latencyMs.max, bytes);
    try {
      return await run.run(place ?? shedRefusal, this.ports.clock.monotonicMs() - askedAtMs);
    } finally {
      place?.release();
    }
  }

  /** A store that lost its data knows of no claim: those of running batches are renewed before others claim the same. */
  private renewAll(model: string): void {
    for (const { run } of this.running.all()) if (run.batch.model === model) void run.renew();
  }

  private pauseIfFull(): void {
    if (this.paused || this.stopped || !this.isFull(1)) return;
    this.paused = true;
    this.ports.intake.pause(topics.batchReady.name);
    this.shedWhilePaused();
  }

  /** While it reads no more, what waits for a function that hangs must not hold up the batches of others. */
  private shedWhilePaused(): void {
    this.lanes.shed();
    this.shedTimer = this.ports.clock.after(shedIntervalMs, () => this.shedWhilePaused());
  }

  private resumeIfFree(): void {
    if (!this.paused || this.stopped || this.isFull(0.5)) return;
    this.paused = false;
    this.shedTimer?.cancel();
    this.ports.intake.resume(topics.batchReady.name);
  }

  /** Whether more than this share of what may be in flight is. */
  private isFull(share: number): boolean {
    const { maxInFlight, maxInFlightBytes } = this.options;
    const max = share === 1 ? maxInFlight - 1 : maxInFlight * share;
    return this.running.size > max || this.running.bytes > maxInFlightBytes * share;
  }
}
