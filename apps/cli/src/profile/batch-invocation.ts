import { randomBytes } from 'node:crypto';
import type { FunctionCall } from '@harmonybatch/contracts';
import { codecOfRoute, type RequestToRun } from '@harmonybatch/pipeline';
import type { FunctionInvoker, InvocationResult } from '@harmonybatch/ports';
import { Refusal } from '../refusal';

const maxShown = 300;
const idBytes = 16;

/** What is sent to the functions of a model. */
export interface ProfiledCall {
  readonly model: string;
  /** What its functions speak, and where; absent: `POST /invoke` with a list of items. */
  readonly call?: FunctionCall;
  /** An item, as JSON. It stays as it is written. */
  readonly inputs: string;
}

/** What an invocation showed of the time it takes. */
export interface Timing {
  /** The platform's own count, s; absent where it gives none. */
  readonly platformSeconds?: number;
}

/** A batch of equal items, written and read as dispatchers do it. */
export class BatchInvocation {
  private readonly requests: readonly RequestToRun[];
  private readonly codec;

  constructor(
    private readonly called: ProfiledCall,
    batchSize: number,
  ) {
    this.codec = codecOfRoute(called);
    this.requests = requestsOf(called, batchSize);
  }

  invoke(invoker: FunctionInvoker, name: string, timeoutMs: number): Promise<InvocationResult> {
    const { model, call } = this.called;
    const batchId = randomBytes(idBytes).toString('hex');
    const body = this.codec.encode({ batchId, attempt: 1, model }, this.requests);
    const maxBytes = this.codec.maxAnswerBytes(this.requests.length);
    return invoker.invoke(name, body, timeoutMs, { path: call?.path, maxBytes });
  }

  /**
   * Reads the answer to the batch.
   * @throws Refusal where an item failed or is missing: how long a failure takes says nothing of the model
   */
  async timingOf(result: InvocationResult & { readonly kind: 'answered' }): Promise<Timing> {
    const results = await this.codec.decode(result, this.requests, () => Promise.resolve());
    if (!Array.isArray(results))
      throw new Refusal(`The function did not answer as functions do: ${shown(results.unreadable)}`, [], itemHint);
    const errors = results.flatMap((one) => (one.kind === 'error' ? [one.error] : []));
    if (errors.length > 0) {
      const answered = `${results.length - errors.length} of ${results.length} items`;
      throw new Refusal(`The function answered ${answered}; an error is ${shown(errors[0])}`, [], itemHint);
    }
    return result.platformDurationMs === undefined
      ? {}
      : { platformSeconds: platformSeconds(result.platformDurationMs) };
  }
}

/** @throws Refusal where the protocol of the functions cannot carry the item, or not so many of it together */
export function refuseUnbatched(called: ProfiledCall, batchSize: number): void {
  const { parts, refused } = codecOfRoute(called).partition(requestsOf(called, batchSize));
  if (refused[0] !== undefined) throw new Refusal(`No batch of the item: ${refused[0].message}`, [], itemHint);
  if (parts.length > 1) throw new Refusal('Such items are sent one by one, so that there is no batch to measure.');
}

/** Equal requests, as far as protocols look at them. */
const requestsOf = ({ model, inputs }: ProfiledCall, batchSize: number): RequestToRun[] =>
  Array.from({ length: batchSize }, (_, index) => ({
    identity: `${index + 1}`,
    id: `${index + 1}`,
    app: 'profile',
    model,
    arrivedAtMs: 0,
    deadlineMs: 0,
    sloMs: 1,
    whenLate: 'serve',
    inputsJson: inputs,
  }));

const itemHint = 'Give an item that the model takes with --inputs.';
const msPerSecond = 1000;

const shown = (what: unknown): string =>
  (typeof what === 'string' ? what : (JSON.stringify(what) ?? '')).slice(0, maxShown);

/** Platforms count milliseconds begun: of whole ones the middle is taken. */
const platformSeconds = (ms: number): number =>
  (Number.isInteger(ms) && ms >= 1 ? ms - 0.5 : Math.max(ms, 0.001)) / msPerSecond;
