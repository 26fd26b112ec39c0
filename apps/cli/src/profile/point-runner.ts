import { performance } from 'node:perf_hooks';
import { invocationCost, type PriceBook } from '@harmonybatch/model';
import type { FunctionInvoker, InvocationResult } from '@harmonybatch/ports';
import { meanConfidenceShare, tailConfidenceShare } from '@harmonybatch/profiling';
import { Refusal } from '../refusal';
import { pause } from '../system/pause';
import { BatchInvocation, type ProfiledCall } from './batch-invocation';
import { coldInitSeconds, shapeLabel, type ColdStart, type MeasuredPoint, type PointToMeasure } from './measured-point';
import type { Spending } from './spending';
import type { TemporaryFunctions } from './temporary-functions';

/** How runs are made. */
export interface RunTerms {
  readonly called: ProfiledCall;
  /** Pause between two runs, ms; 0 for a closed loop. */
  readonly spacingMs: number;
  readonly timeoutMs: number;
  readonly minRuns: number;
  readonly maxRuns: number;
  /** Runs end where mean and 95 % point are known to this, as a share of each. */
  readonly errorShare: number;
  readonly prices: PriceBook;
  /** What one item is expected to take on one vCPU, s: the reserve for a first run. */
  readonly expectedSeconds: number;
}

/** The function does not take such a batch, as where it does not fit into its memory. */
export class BatchRefusedError extends Error {
  constructor(
    readonly point: PointToMeasure,
    reason: string,
  ) {
    super(`batches of ${point.batchSize} fail on ${shapeLabel(point.shape)}: ${reason}`);
    this.name = 'BatchRefusedError';
  }
}

/** Interrupted: nothing more is invoked. */
export class InterruptedError extends Error {
  constructor() {
    super('interrupted');
    this.name = 'InterruptedError';
  }
}

const maxRetries = 5;
const retryPauseMs = 1000;

/** Makes the runs of a point: first calls apart from warm ones, until mean and tail are known well enough. */
export class PointRunner {
  constructor(
    private readonly functions: TemporaryFunctions,
    private readonly invoker: FunctionInvoker,
    private readonly spending: Spending,
    private readonly terms: RunTerms,
    private readonly interrupt: AbortSignal,
  ) {}

  /**
   * @param before runs of an earlier command, which count
   * @returns `before` itself where its runs are enough
   * @throws BudgetSpentError, InterruptedError, BatchRefusedError, or Refusal where the function cannot be measured
   */
  async run(point: PointToMeasure, before?: MeasuredPoint): Promise<MeasuredPoint> {
    if (before !== undefined && this.isEnough(before.seconds)) return before;
    const batch = new BatchInvocation(this.terms.called, point.batchSize);
    const name = await this.functions.ensure(point.shape);
    const { seconds = [], coldStarts = [], cost: costBefore = 0 } = before ?? {};
    const runs = { seconds: [...seconds], coldStarts: [...coldStarts] as ColdStart[], cost: costBefore };
    for (let first = true; first || !this.isEnough(runs.seconds); first = false) {
      if (!first) await pause(this.terms.spacingMs, this.interrupt);
      const { wallSeconds, platformSeconds, cost } = await this.call(name, batch, point, runs.seconds);
      runs.cost += cost;
      const initSeconds = platformSeconds === undefined ? 0 : Math.max(0, wallSeconds - platformSeconds);
      const isCold = initSeconds > coldInitSeconds;
      if (first || isCold) runs.coldStarts.push({ seconds: wallSeconds, initSeconds });
      else runs.seconds.push(platformSeconds ?? wallSeconds);
      if (runs.coldStarts.length > this.terms.maxRuns)
        throw new Refusal(`Every call on ${shapeLabel(point.shape)} meets a cold start.`, [], coldHint);
    }
    return { ...point, ...runs };
  }

  private isEnough(seconds: readonly number[]): boolean {
    const { minRuns, maxRuns, errorShare } = this.terms;
    if (seconds.length < minRuns) return false;
    const known = Math.max(meanConfidenceShare(seconds), tailConfidenceShare(seconds));
    return seconds.length >= maxRuns || known <= errorShare;
  }

  private async call(name: string, batch: BatchInvocation, point: PointToMeasure, before: readonly number[]) {
    const { prices, expectedSeconds } = this.terms;
    const priceOf = (seconds: number): number => invocationCost(prices, point.shape, seconds);
    const expected = (expectedSeconds * point.batchSize) / Math.min(point.shape.vcpu, 1);
    const settle = this.spending.reserve(priceOf(before.length > 0 ? Math.max(...before) : expected));
    let cost = 0;
    try {
      const { result, wallSeconds } = await this.invoke(name, batch);
      cost = priceOf(secondsOf(result, wallSeconds));
      if (result.kind !== 'answered') throw this.refusalOf(result, point);
      return { wallSeconds, ...(await batch.timingOf(result)), cost };
    } finally {
      settle(cost);
    }
  }

  /** Tries again what the platform did not run for now. */
  private async invoke(name: string, batch: BatchInvocation) {
    for (let attempt = 1; ; attempt += 1) {
      if (this.interrupt.aborted) throw new InterruptedError();
      const startMs = performance.now();
      const result = await batch.invoke(this.invoker, name, this.terms.timeoutMs);
      const wallSeconds = (performance.now() - startMs) / 1000;
      const again = result.kind === 'unavailable' && result.retryable && attempt <= maxRetries;
      if (!again) return { result, wallSeconds };
      await pause(retryPauseMs * attempt, this.interrupt);
    }
  }

  private refusalOf(result: Exclude<InvocationResult, { readonly kind: 'answered' }>, point: PointToMeasure): Error {
    if (result.kind === 'function_error' && (point.shape.type === 'gpu' || point.batchSize > 1))
      return new BatchRefusedError(point, result.message);
    const code = result.kind === 'unavailable' ? ` (${result.code})` : '';
    const hint = result.kind === 'timeout' ? 'Give it longer with --timeout, or profile larger functions.' : undefined;
    const at = `batches of ${point.batchSize} on ${shapeLabel(point.shape)}`;
    return new Refusal(`The function could not be measured with ${at}${code}: ${result.message}`, [], hint);
  }
}

/** What is billed of a call: the platform's count where it gives one. */
const secondsOf = (result: InvocationResult, wallSeconds: number): number =>
  result.kind === 'unavailable'
    ? 0
    : 'platformDurationMs' in result && result.platformDurationMs !== undefined
      ? result.platformDurationMs / 1000
      : wallSeconds;

const coldHint = 'Runs that are further apart than instances are kept idle are all cold: choose a shorter --spacing.';
