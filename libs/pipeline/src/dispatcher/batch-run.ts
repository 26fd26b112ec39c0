import {
  topics,
  type BatchExecuted,
  type BatchReady,
  type GroupRoute,
  type InferenceAccepted,
  type InferenceCompleted,
} from '@harmonybatch/contracts';
import { canStillBeMet } from '../deadlines/deadline';
import type { BatchStore } from '../ports/batch-store';
import type { Clock } from '../ports/clock';
import type { FunctionInvoker, InvocationResult } from '../ports/functions';
import { GuardRefused, type Publisher } from '../ports/records';
import type { StageEvents } from '../ports/stage-events';
import { batchCost } from './batch-cost';
import { Claim } from './claim';
import type { DispatcherConfig } from './dispatcher-config';
import type { FunctionCodec, ItemResult } from './function-codec';
import { executed, expired, invocationError, outcomeRecord, unreadableAnswer } from './outcome';
import { requestsByIdentity } from './ready-batch';

export interface DispatcherPorts {
  readonly store: BatchStore;
  readonly invoker: FunctionInvoker;
  readonly codec: FunctionCodec;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

const millisecondsPerSecond = 1000;
const firstAttempt = 1;
/** An invocation may take this many times the batch's maximum latency before it is given up. */
const timeoutLatencies = 4;

/** One batch on its way through the dispatcher: settle → expire → invoke → guard → publish → done. */
export class BatchRun {
  private readonly requests: Map<string, InferenceAccepted>;
  private readonly claim: Claim;
  private stopped = false;

  constructor(
    private readonly ports: DispatcherPorts,
    private readonly config: DispatcherConfig,
    private readonly batch: BatchReady,
    owner: string,
  ) {
    this.requests = requestsByIdentity(batch);
    const { model, batchId } = batch;
    this.claim = new Claim(ports.store, ports.clock, ports.events, { model, batchId, owner, leaseMs: config.leaseMs });
  }

  /** Whether every request of `other`, which has the same name, is one of this run. */
  covers(other: BatchReady): boolean {
    return other.requests.every(({ identity }) => this.requests.has(identity));
  }

  /** Repeats nothing more: what is not answered yet will be read again. */
  stop(): void {
    this.stopped = true;
  }

  /** @returns true when every request of the batch has its outcome in Kafka, false where the run was stopped before. */
  async run(): Promise<boolean> {
    let open = [...this.requests.keys()];
    while (open.length > 0 && !this.stopped) {
      const { mine, busy, askAgainAtMs } = await this.claim.settle(open);
      if (mine.length > 0 && !(await this.answer(mine))) return false;
      open = busy;
      if (busy.length > 0) await this.sleep(Math.max(1, askAgainAtMs - this.ports.clock.nowMs()));
    }
    return open.length === 0;
  }

  private async answer(ids: readonly string[]): Promise<boolean> {
    const nowMs = this.ports.clock.nowMs();
    const requests = ids.map((id) => this.request(id));
    const { group } = this.batch;
    const late = requests.filter((request) => this.isTooLate(request, requests.length, nowMs));
    const timely = requests.filter((request) => !late.includes(request));
    const expiries = late.map((request) => expired(this.batch, request, nowMs));
    const [answeredLate, answeredTimely] = await Promise.all([
      this.publish(expiries),
      timely.length > 0 && group !== undefined ? this.execute(timely, group) : true,
    ]);
    return answeredLate && answeredTimely;
  }

  private isTooLate(request: InferenceAccepted, batchSize: number, nowMs: number): boolean {
    const { group } = this.batch;
    if (group === undefined) return true;
    return request.whenLate === 'expire' && !canStillBeMet(request.deadlineMs, group, batchSize, nowMs);
  }

  private async execute(requests: readonly InferenceAccepted[], group: GroupRoute): Promise<boolean> {
    const { clock, invoker, codec } = this.ports;
    const body = codec.encode(this.batch.batchId, firstAttempt, this.batch.model, requests);
    const startedAtMs = clock.nowMs();
    const startMs = clock.monotonicMs();
    const timeoutMs = Math.max(this.config.invokeTimeoutMs, timeoutLatencies * group.latencyMs.max);
    const renewal = this.keepClaim(requests.map((request) => request.identity));
    const result = await invoker.invoke(group.functionName, body, timeoutMs);
    renewal.end();
    const latencyMs = clock.monotonicMs() - startMs;
    const report = this.report(group, requests.length, result, startedAtMs, latencyMs);
    const outcomes = this.outcomes(requests, result, report);
    const answered = await this.publish(outcomes);
    await this.publishReport(report);
    return answered;
  }

  /** Renews the claim while the function runs, so that nobody takes the batch for abandoned. */
  private keepClaim(ids: readonly string[]): { end(): void } {
    let ended = false;
    const renewLater = () =>
      this.ports.clock.after(this.config.renewIntervalMs, () => {
        if (!ended) void this.claim.renew(ids).finally(() => !ended && (timer = renewLater()));
      });
    let timer = renewLater();
    return {
      end: () => {
        ended = true;
        timer.cancel();
      },
    };
  }

  private outcomes(
    requests: readonly InferenceAccepted[],
    result: InvocationResult,
    report: BatchExecuted,
  ): InferenceCompleted[] {
    const results = this.itemResults(requests, result);
    const { cost, startedAtMs, latencyMs, size } = report;
    const execution = {
      startedAtMs,
      endedAtMs: startedAtMs + latencyMs,
      size,
      ...(cost === undefined ? {} : { costPerRequest: { ...cost, amount: cost.amount / size } }),
    };
    return requests.map((request, index) => executed(this.batch, request, results[index]!, execution));
  }

  private itemResults(requests: readonly InferenceAccepted[], result: InvocationResult): ItemResult[] {
    if (result.kind !== 'answered') return requests.map(() => ({ kind: 'error', error: invocationError(result) }));
    const identities = requests.map((request) => request.identity);
    const decoded = this.ports.codec.decode(result.body, identities);
    if (Array.isArray(decoded)) return decoded;
    return requests.map(() => ({ kind: 'error', error: unreadableAnswer(decoded.unreadable) }));
  }

  private report(
    group: GroupRoute,
    size: number,
    result: InvocationResult,
    startedAtMs: number,
    latencyMs: number,
  ): BatchExecuted {
    const platformDurationMs = 'platformDurationMs' in result ? result.platformDurationMs : undefined;
    const cost = batchCost(group, (platformDurationMs ?? latencyMs) / millisecondsPerSecond);
    return {
      batchId: this.batch.batchId,
      model: this.batch.model,
      groupId: group.id,
      epoch: group.epoch,
      functionName: group.functionName,
      function: group.function,
      size,
      reason: this.batch.reason,
      attempt: firstAttempt,
      status: result.kind === 'answered' ? 'ok' : 'error',
      ...(result.kind === 'answered' ? {} : { errorCode: invocationError(result).code }),
      startedAtMs,
      latencyMs,
      ...(platformDurationMs === undefined ? {} : { platformDurationMs }),
      ...(cost === undefined ? {} : { cost }),
    };
  }

  /** Writes outcomes under the claim, as often as it takes; outcomes that another wrote meanwhile are dropped. */
  private async publish(outcomes: readonly InferenceCompleted[]): Promise<boolean> {
    let open = outcomes;
    let waitMs = this.config.publishRetryMs.first;
    while (open.length > 0 && !this.stopped) {
      try {
        await this.ports.publisher.publish(open.map(outcomeRecord), () => this.claim.holds());
        this.count(open);
        this.markDone(open);
        return true;
      } catch (error) {
        if (!(error instanceof GuardRefused)) {
          this.ports.events.fault('outcomes could not be written; trying again', error, {
            batchId: this.batch.batchId,
          });
          await this.sleep(waitMs);
          waitMs = Math.min(2 * waitMs, this.config.publishRetryMs.most);
        }
        open = await this.stillMine(open);
      }
    }
    return open.length === 0;
  }

  /** Claims anew what is to be written; waits for whoever runs it now, and drops what has been answered. */
  private async stillMine(outcomes: readonly InferenceCompleted[]): Promise<InferenceCompleted[]> {
    for (;;) {
      const division = await this.claim.settle(outcomes.map((outcome) => outcome.identity));
      const open = outcomes.filter((outcome) => !division.done.includes(outcome.identity));
      if (division.busy.length === 0 || this.stopped) return open;
      await this.sleep(Math.max(1, division.askAgainAtMs - this.ports.clock.nowMs()));
    }
  }

  private count(outcomes: readonly InferenceCompleted[]): void {
    for (const { status } of outcomes) this.ports.events.counted('outcomes', 1, { status });
  }

  /** Tells the store; off the latency path, and where it fails the ids are merely settled once more. */
  private markDone(outcomes: readonly InferenceCompleted[]): void {
    const ids = outcomes.map((outcome) => outcome.identity);
    this.ports.store.done(this.batch.model, ids, this.ports.clock.nowMs()).catch((error: unknown) => {
      this.ports.events.counted('store_unavailable', 1, { verb: 'done' });
      this.ports.events.noted('the store was not told of outcomes', { error: String(error) });
    });
  }

  private async publishReport(report: BatchExecuted): Promise<void> {
    this.ports.events.observed('invocation_ms', report.latencyMs);
    this.ports.events.counted('invocations', 1, { status: report.status });
    const record = { topic: topics.batchExecuted.name, key: report.batchId, value: JSON.stringify(report) };
    try {
      await this.ports.publisher.publish([record]);
    } catch (error) {
      this.ports.events.fault('an observation could not be written to batch.executed', error);
    }
  }

  private request(id: string): InferenceAccepted {
    const request = this.requests.get(id);
    if (request === undefined) throw new Error(`the batch has no request ${id}`);
    return request;
  }

  private sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.ports.clock.after(delayMs, resolve));
  }
}
