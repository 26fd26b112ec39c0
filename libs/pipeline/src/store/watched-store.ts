import {
  BoundedMap,
  clockMarginMs,
  type BatchStore,
  type BufferedRequest,
  type Clock,
  type DueReply,
  type EmittedBatch,
  type LeasedBatch,
  type LeaseOptions,
  type PushReply,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
  type StageEvents,
  type StoreAnswer,
} from '@harmonybatch/ports';
import { batchStoreMetrics, type LabelsOf } from '@harmonybatch/telemetry';

/** Models that are watched; names beyond it are not of models that anybody registered. */
const maxModels = 10_000;

type Verb = LabelsOf<typeof batchStoreMetrics.failures.labels>['verb'];

/** Undefined where the store did not answer. */
type Answered<T> = Promise<StoreAnswer<T> | undefined>;

/**
 * The batch store as a stage uses it. Work goes on without the store, so that a verb never rejects: it resolves with
 * undefined where the store did not answer, and that is counted. A store that answers with another generation than before has
 * lost its data: `onForgot` is called then.
 */
export class WatchedStore {
  /** The last answer for each model. */
  private readonly latest = new BoundedMap<string, StoreAnswer<unknown>>(maxModels);
  /** When it last did not answer about each model, epoch ms. */
  private readonly unansweredAtMs = new BoundedMap<string, number>(maxModels);

  /** @param onForgot called with the model, before the answer that shows the loss is returned */
  constructor(
    private readonly store: BatchStore,
    private readonly clock: Clock,
    private readonly events: StageEvents,
    private readonly onForgot: (model: string) => void,
  ) {}

  push(model: string, requests: readonly BufferedRequest[], terms: LeaseOptions): Answered<PushReply[]> {
    return this.watch('push', model, () => this.store.push(model, requests, terms));
  }

  flushDue(model: string, terms: LeaseOptions): Answered<DueReply> {
    return this.watch('flush', model, () => this.store.flushDue(model, terms));
  }

  recover(model: string, terms: LeaseOptions): Answered<LeasedBatch[]> {
    return this.watch('recover', model, () => this.store.recover(model, terms));
  }

  ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Answered<void> {
    return this.watch('ack', model, () => this.store.ack(model, batches, nowMs));
  }

  status(model: string, ids: readonly string[], nowMs: number): Answered<RequestStatus[]> {
    return this.watch('status', model, () => this.store.status(model, ids, nowMs));
  }

  settle(model: string, claim: SettleClaim): Answered<SettleVerdict[]> {
    return this.watch('settle', model, () => this.store.settle(model, claim), oneForEach(claim.ids));
  }

  /** Nothing waits for it: a loss that shows here is noticed by the next claim. */
  async done(model: string, ids: readonly string[], nowMs: number): Promise<void> {
    try {
      await this.store.done(model, ids, nowMs);
    } catch (error) {
      this.failed('done', model, error);
    }
  }

  /** Whether the store, by its last answer, knows all that became of requests of the model that arrived then (epoch ms). */
  knows(model: string, arrivedAtMs: number): boolean {
    const latest = this.latest.get(model);
    return latest !== undefined && arrivedAtMs >= latest.knownSinceMs + clockMarginMs;
  }

  /**
   * Whether it answered all that was asked here about the model for as long as it remembers. Else requests may have left without
   * it, as facts that it was not told yet.
   */
  answersThroughout(model: string): boolean {
    const unansweredAtMs = this.unansweredAtMs.get(model);
    return unansweredAtMs === undefined || unansweredAtMs < (this.latest.get(model)?.knownSinceMs ?? 0);
  }

  private async watch<T>(
    verb: Verb,
    model: string,
    call: () => Promise<StoreAnswer<T>>,
    check: (reply: T) => void = () => undefined,
  ): Answered<T> {
    try {
      const answer = await call();
      this.compareGenerations(model, answer);
      check(answer.reply);
      return answer;
    } catch (error) {
      this.failed(verb, model, error);
      return undefined;
    }
  }

  private failed(verb: Verb, model: string, error: unknown): void {
    this.unansweredAtMs.set(model, this.clock.nowMs());
    this.events.count(batchStoreMetrics.failures, { verb });
    this.events.debug('the batch store did not answer', { verb, model, error: String(error) });
  }

  private compareGenerations(model: string, answer: StoreAnswer<unknown>): void {
    const before = this.latest.get(model);
    this.latest.set(model, answer);
    if (before !== undefined && before.generation !== answer.generation) this.onForgot(model);
  }
}

const oneForEach =
  (ids: readonly string[]) =>
  (verdicts: readonly SettleVerdict[]): void => {
    if (verdicts.length < ids.length) throw new Error('settle gave fewer verdicts than ids');
  };
