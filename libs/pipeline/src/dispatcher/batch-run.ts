import type { BatchExecuted } from '@harmonybatch/contracts';
import { sleep } from '@harmonybatch/ports';
import { dispatcherMetrics } from '@harmonybatch/telemetry';
import { canStillBeMet } from '../records/deadline';
import { Claim, type ClaimPorts, type ClaimOptions } from './claim';
import type { DispatcherOptions } from './dispatcher-options';
import { Execution, type ExecutionPorts } from './execution';
import type { Slot } from './lane';
import { expiredOutcome, refusedOutcome, type Refusal } from './outcome';
import { OutcomeWriter } from './outcome-writer';
import type { WayMeter } from '../way/way-meter';
import { wayBack, wayToFunction } from '../way/way-parts';
import { batchFields } from './run-spans';
import { requestsByIdentity, type BatchToRun, type RequestToRun } from './ready-batch';

export type RunPorts = ClaimPorts & ExecutionPorts & { readonly way: WayMeter };

/** One batch on its way through the dispatcher: settle → expire → invoke → guard → publish → done. */
export class BatchRun {
  private readonly requests: ReadonlyMap<string, RequestToRun>;
  /** Requests that this dispatcher has claimed and that have no outcome yet; none of a run that is not under way. */
  private readonly open = new Set<string>();
  /** Those that need nothing more. */
  private readonly answered = new Set<string>();
  private readonly claim: Claim;
  private readonly writer: OutcomeWriter;
  private execution: Execution | null = null;
  private stopped = false;
  /** How long it waited for its function, ms; null once its way was measured, which is done when it runs for the first time. */
  private queuedMs: number | null = null;

  constructor(
    private readonly ports: RunPorts,
    private readonly config: DispatcherOptions,
    readonly batch: BatchToRun,
    private readonly claimOptions: Pick<ClaimOptions, 'owner' | 'inFlightRequests' | 'isOwned'>,
  ) {
    this.requests = requestsByIdentity(batch);
    const { model, batchId, openAtMs, traceparent } = batch;
    this.claim = new Claim(
      ports,
      { model, batchId, openAtMs, traceparent, leaseMs: config.leaseMs, ...claimOptions },
      this.requests,
    );
    this.writer = new OutcomeWriter(ports, config, batch, this.claim, (ids) => {
      for (const id of ids) {
        this.open.delete(id);
        this.answered.add(id);
      }
      this.claim.release(ids);
    });
  }

  /** From then on (epoch ms) nothing of it can be answered in time; Infinity where some of it is run all the same. */
  get lastDeadlineMs(): number {
    const requests = [...this.requests.values()];
    if (requests.some(({ whenLate }) => whenLate === 'serve')) return Infinity;
    return Math.max(...requests.map(({ deadlineMs }) => deadlineMs));
  }

  /** Whether every request of `other`, which has the same name, is one of this run. */
  covers(other: BatchToRun): boolean {
    return other.requests.every(({ identity }) => this.requests.has(identity));
  }

  /** Stops retrying: what is not answered yet will be read again. */
  stop(): void {
    this.stopped = true;
    this.writer.stop();
    this.execution?.stop();
  }

  /** Whether the batch is still this dispatcher's to read. */
  get isOwned(): boolean {
    return this.claimOptions.isOwned();
  }

  /** Asks for the claim on what is open once more, now. Never rejects: the next renewal asks again. */
  async renew(): Promise<void> {
    try {
      await this.claim.renew(this.open);
    } catch (error) {
      this.ports.events.error('a claim could not be renewed', error, batchFields(this.batch));
    }
  }

  /**
   * May be called again where it threw: what was answered is left out then.
   * @param place a place on the function, or why what can still be met is not run but answered with that
   * @param queuedMs how long it waited for that place, ms; absent where its way is not to be measured
   * @returns true when every request of the batch has its outcome in Kafka, false where the run was stopped before.
   */
  async run(place: Slot | Refusal, queuedMs?: number): Promise<boolean> {
    this.queuedMs = queuedMs ?? null;
    const renewal = this.startRenewing();
    try {
      let unsettled = [...this.requests.keys()].filter((id) => !this.answered.has(id));
      while (unsettled.length > 0 && !this.stopped) {
        const { mine, busy, retryAtMs } = await this.claim.settle(unsettled);
        for (const id of mine) this.open.add(id);
        if (mine.length > 0 && !(await this.answer(mine, place))) return false;
        // What another took over meanwhile is asked about again.
        unsettled = [...busy, ...mine.filter((id) => !this.answered.has(id))];
        if (busy.length > 0) await sleep(this.ports.clock, Math.max(1, retryAtMs - this.ports.clock.nowMs()));
      }
      return unsettled.length === 0;
    } finally {
      renewal.end();
      this.open.clear();
      this.claim.release();
    }
  }

  private async answer(ids: readonly string[], place: Slot | Refusal): Promise<boolean> {
    const nowMs = this.ports.clock.nowMs();
    const requests = ids.map((id) => this.request(id));
    const late = requests.filter((request) => this.isTooLate(request, requests.length, nowMs));
    const timely = requests.filter((request) => !late.includes(request));
    const queuedMs = this.takeQueuedMs();
    if (queuedMs !== null) this.measureExpired(late.length, nowMs, queuedMs);
    const expiries = late.map((request) => expiredOutcome(this.batch, request, nowMs));
    const answered = await Promise.all([
      this.writer.write(expiries),
      timely.length === 0 ||
        ('code' in place ? this.refuse(timely, place, nowMs) : this.execute(timely, place, queuedMs)),
    ]);
    return answered.every(Boolean);
  }

  private refuse(requests: readonly RequestToRun[], refusal: Refusal, nowMs: number): Promise<boolean> {
    const { model } = this.batch;
    this.ports.events.count(dispatcherMetrics.batchesRefused, { model, code: refusal.code });
    return this.writer.write(requests.map((request) => refusedOutcome(request, refusal, nowMs)));
  }

  private isTooLate(request: RequestToRun, batchSize: number, nowMs: number): boolean {
    const { group } = this.batch;
    if (group === undefined) return true;
    return request.whenLate === 'expire' && !canStillBeMet(request.deadlineMs, group, batchSize, nowMs);
  }

  private execute(requests: readonly RequestToRun[], place: Slot, queuedMs: number | null): Promise<boolean> {
    const { group } = this.batch;
    if (group === undefined) throw new Error('a batch without a group has nothing to run');
    const onDelivered = (report: BatchExecuted): void => {
      if (queuedMs !== null) this.measureDelivered(report, queuedMs);
    };
    this.execution = new Execution(this.ports, this.config, this.batch, group, place, this.writer, onDelivered);
    return this.execution.run(requests);
  }

  private takeQueuedMs(): number | null {
    const { queuedMs } = this;
    this.queuedMs = null;
    return queuedMs;
  }

  /** For requests that nobody waits for any more the way was at least as long as it is by now. */
  private measureExpired(requests: number, nowMs: number, queuedMs: number): void {
    const to = wayToFunction(this.batch, nowMs, queuedMs);
    if (to !== null && requests > 0)
      this.ports.way.add(this.batch.model, requests, { ...to, wireMs: 0, answeringMs: 0 });
  }

  private measureDelivered(report: BatchExecuted, queuedMs: number): void {
    const to = wayToFunction(this.batch, report.startedAtMs, queuedMs);
    if (to === null) return;
    this.ports.way.add(report.model, report.size, { ...to, ...wayBack(report, this.ports.clock.nowMs()) });
  }

  /** Keeps the claim on what is open, so that no other dispatcher assumes the batch to be abandoned. */
  private startRenewing(): { end(): void } {
    let ended = false;
    const renewLater = () =>
      this.ports.clock.after(this.config.renewIntervalMs, () => {
        if (!ended) void this.renew().finally(() => !ended && (timer = renewLater()));
      });
    let timer = renewLater();
    return {
      end: () => {
        ended = true;
        timer.cancel();
      },
    };
  }

  private request(id: string): RequestToRun {
    const request = this.requests.get(id);
    if (request === undefined) throw new Error(`the batch has no request ${id}`);
    return request;
  }
}
