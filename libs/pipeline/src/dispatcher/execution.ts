import {
  recordOf,
  topics,
  type BatchExecuted,
  type ErrorCode,
  type GroupRoute,
  type OutcomeError,
} from '@harmonybatch/contracts';
import { sleep, type Publisher, type Randomness, type StageEvents } from '@harmonybatch/ports';
import type { DispatcherOptions } from './dispatcher-options';
import { dispatcherMetrics } from '@harmonybatch/telemetry';
import { countInvocation } from './invocation-metrics';
import type { Slot } from './lane';
import { canStillBeMet } from '../records/deadline';
import type { Outcome } from '../records/outcome-record';
import type { ItemResult } from './answer/item-result';
import { invokeOnce, type InvocationPorts, type CompletedInvocation } from './invocation';
import { codecOfRoute } from './codec/codec-of-route';
import type { Partition } from './codec/function-codec';
import { executedOutcome, refusedOutcome } from './outcome';
import type { BatchToRun, RequestToRun } from './ready-batch';
import { batchFields } from './run-spans';
import { failuresAfterSplit, nextStep, type NextStep } from './retry-policy';

const timedOut: ErrorCode = 'function_timeout';
/** So much of why an invocation failed is logged with each repetition, characters. */
const maxReasonLength = 300;

export interface ExecutionPorts extends InvocationPorts {
  readonly publisher: Publisher;
  readonly randomness: Randomness;
  readonly events: StageEvents;
}

/** Where outcomes go. */
export interface OutcomeSink {
  /** Says whether all of them are in the log now. */
  write(outcomes: readonly Outcome[]): Promise<boolean>;
  /** Those of these requests that are still this dispatcher's to run. */
  stillClaimed(ids: readonly string[]): Promise<readonly string[]>;
}

/**
 * Runs requests of one batch on its function: what failed is repeated while its deadline leaves time, what keeps failing
 * is split until the request that makes it fail is alone.
 */
export class Execution {
  private invocations = 0;
  /** Those that the platform ran. */
  private runs = 0;
  private stopped = false;

  constructor(
    private readonly ports: ExecutionPorts,
    private readonly options: DispatcherOptions,
    private readonly batch: BatchToRun,
    private readonly group: GroupRoute,
    private readonly slot: Slot,
    private readonly sink: OutcomeSink,
    /** Called when the outcomes of an invocation that was answered at the first attempt are in the log. */
    private readonly onDelivered: (report: BatchExecuted) => void = () => undefined,
  ) {}

  /** Stops retrying. */
  stop(): void {
    this.stopped = true;
  }

  /** @returns whether every request has its outcome in the log. */
  async run(requests: readonly RequestToRun[]): Promise<boolean> {
    const { parts, refused } = codecOfRoute(this.group).partition(requests);
    const answered = await Promise.all([this.refuse(refused), this.runInOrder(parts)]);
    return answered.every(Boolean);
  }

  /**
   * What cannot go in one invocation goes in several, one after the other, as it holds one place on the function: together
   * they take about as long as one of all. The next one does not wait for repetitions of the one before.
   */
  private async runInOrder([part, ...others]: Partition['parts']): Promise<boolean> {
    if (part === undefined) return true;
    if (this.stopped) return false;
    const invoked = await this.invoke(part);
    const answered = await Promise.all([this.conclude(part, invoked, 0), this.runInOrder(others)]);
    return answered.every(Boolean);
  }

  private refuse(refused: Partition['refused']): Promise<boolean> | true {
    if (refused.length === 0) return true;
    const nowMs = this.ports.clock.nowMs();
    return this.sink.write(
      refused.map(({ request, message }) => refusedOutcome(request, { code: 'invalid', message }, nowMs)),
    );
  }

  private async invoke(requests: readonly RequestToRun[]): Promise<CompletedInvocation> {
    this.invocations += 1;
    const invoked = await invokeOnce(this.ports, this.options, this.batch, this.group, requests, this.invocations);
    if (invoked.kind === 'answered' || invoked.failure === 'ran') this.runs += 1;
    this.updateSlot(invoked);
    return invoked;
  }

  private async attempt(requests: readonly RequestToRun[], failuresBefore: number): Promise<boolean> {
    return this.conclude(requests, await this.invoke(requests), failuresBefore);
  }

  private async conclude(
    requests: readonly RequestToRun[],
    invoked: CompletedInvocation,
    failuresBefore: number,
  ): Promise<boolean> {
    const [finished] = await Promise.all([
      invoked.kind === 'answered'
        ? this.deliver(requests, invoked.results, invoked.report)
        : this.handleFailure(requests, invoked, failuresBefore + 1),
      this.publishReport(invoked.report, requests),
    ]);
    return finished;
  }

  private async deliver(
    requests: readonly RequestToRun[],
    results: readonly ItemResult[],
    report: BatchExecuted,
  ): Promise<boolean> {
    const delivered = await this.finish(requests, results, report);
    if (delivered && report.attempt === 1) this.onDelivered(report);
    return delivered;
  }

  /** A call that timed out says nothing of how soon the function takes another. */
  private updateSlot(invoked: CompletedInvocation): void {
    if (invoked.kind === 'failed' && invoked.failure === 'not_run') this.slot.onThrottled();
    else if (invoked.report.errorCode !== timedOut) this.slot.onAnswered();
  }

  /** What has no time left fails now with what happened; the rest goes on as the policy says. */
  private async handleFailure(
    requests: readonly RequestToRun[],
    invoked: CompletedInvocation & { kind: 'failed' },
    failures: number,
  ): Promise<boolean> {
    const { failure, error } = invoked;
    const { retryable } = error;
    const run = { failure, retryable, failures, size: requests.length, runs: this.runs };
    const step = nextStep(run, this.options, this.ports.randomness.uniform());
    const startAtMs = this.ports.clock.nowMs() + (step.kind === 'again' ? step.waitMs : 0);
    const hopeful = step.kind === 'give-up' ? [] : requests.filter((request) => this.hasTime(request, startAtMs));
    const hopeless = requests.filter((request) => !hopeful.includes(request));
    // Who invokes has told already why the platform does not run a function.
    if (hopeful.length > 0 && failure === 'ran') this.logRetry(hopeful.length, step, error);
    const parts = step.kind === 'split' ? halves(hopeful) : [hopeful];
    const answered = await Promise.all([
      this.giveUp(hopeless, invoked),
      ...parts
        .filter((part) => part.length > 0)
        .map((part) => this.retry(part, invoked, step.kind === 'again' ? failures : failuresAfterSplit, startAtMs)),
    ]);
    return answered.every(Boolean);
  }

  private logRetry(size: number, step: NextStep, { code, message }: OutcomeError): void {
    this.ports.events.warn('an invocation failed and will be retried', {
      functionName: this.group.functionName,
      ...batchFields(this.batch),
      attempt: this.invocations,
      mostRuns: this.options.retry.maxRuns,
      size,
      inMs: step.kind === 'again' ? Math.round(step.waitMs) : undefined,
      inHalves: step.kind === 'again' ? undefined : step.kind === 'split',
      code,
      error: message.slice(0, maxReasonLength),
    });
  }

  /** The wait may have been longer than it should: what another runs or has answered by now, or is late, is not repeated. */
  private async retry(
    requests: readonly RequestToRun[],
    invoked: CompletedInvocation & { kind: 'failed' },
    failures: number,
    atMs: number,
  ): Promise<boolean> {
    const { clock, events } = this.ports;
    const waitMs = atMs - clock.nowMs();
    if (waitMs > 0) await sleep(clock, waitMs);
    const kept = await this.sink.stillClaimed(requests.map(({ identity }) => identity));
    if (this.stopped) return false;
    const open = requests.filter(({ identity }) => kept.includes(identity));
    const timely = open.filter((request) => this.hasTime(request, clock.nowMs()));
    const late = open.filter((request) => !timely.includes(request));
    if (timely.length > 0) events.count(dispatcherMetrics.invocationsRepeated, this.ofFunction);
    const answered = await Promise.all([
      this.giveUp(late, invoked),
      timely.length === 0 || this.attempt(timely, failures),
    ]);
    return answered.every(Boolean);
  }

  /** The failure is the outcome. */
  private async giveUp(
    requests: readonly RequestToRun[],
    { error, report }: CompletedInvocation & { kind: 'failed' },
  ): Promise<boolean> {
    const results = requests.map((): ItemResult => ({ kind: 'error', error }));
    return requests.length === 0 || this.finish(requests, results, report);
  }

  private hasTime({ deadlineMs }: RequestToRun, startAtMs: number): boolean {
    return canStillBeMet(deadlineMs, this.group, 1, startAtMs);
  }

  private finish(
    requests: readonly RequestToRun[],
    results: readonly ItemResult[],
    { cost, startedAtMs, latencyMs, size }: BatchExecuted,
  ): Promise<boolean> {
    const execution = {
      startedAtMs,
      endedAtMs: startedAtMs + latencyMs,
      size,
      costPerRequest: cost && { ...cost, amount: cost.amount / size },
    };
    return this.sink.write(
      requests.map((request, index) => executedOutcome(this.batch, request, results[index]!, execution)),
    );
  }

  private get ofFunction(): { readonly model: string; readonly function: string } {
    return { model: this.batch.model, function: this.group.functionName };
  }

  private async publishReport(report: BatchExecuted, requests: readonly RequestToRun[]): Promise<void> {
    const { events, publisher } = this.ports;
    countInvocation(events, report, requests);
    try {
      await publisher.publish([recordOf(topics.batchExecuted, report)]);
    } catch (error) {
      events.error('an execution report could not be written to batch.executed', error, batchFields(this.batch));
    }
  }
}

function halves<T>(items: readonly T[]): T[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
