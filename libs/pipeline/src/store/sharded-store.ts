import {
  BatchStore,
  BoundedMap,
  type BufferedRequest,
  type DueReply,
  type EmittedBatch,
  type LeasedBatch,
  type LeaseOptions,
  type PushReply,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
  type StoreAnswer,
} from '@harmonybatch/ports';
import { shardOf } from './shard-of';

/** Models whose shards are remembered. */
const maxModels = 10_000;

/** What a shard said of its memory last; undefined before its first answer. */
type Known = Pick<StoreAnswer<unknown>, 'generation' | 'knownSinceMs'> | undefined;

/** The shards of one model. */
interface ModelShards {
  /** What the model is called in each: `vgg19:0`, `vgg19:1`, … */
  readonly names: readonly string[];
  readonly known: Known[];
  isIntroduced: boolean;
}

/** The part of a call that goes to one shard: positions of its ids in the whole call. */
type Positions = readonly number[];

type Settled<T> = { readonly shard: number; readonly answer: StoreAnswer<T> };

/**
 * The buffers of each model in several shards, each a store of its own to which the request's id belongs: what is beyond one
 * server is spread over several. A batch holds requests of one shard, so that a group has a buffer in each.
 *
 * To its callers it is one store. Its generation is another one as soon as that of any shard is, and it knows since when
 * all shards know. Where some shards do not answer, it answers for the others, and says of which ids it could not; a claim
 * or a fact that not all could take rejects, as one store's that does not answer.
 */
export class ShardedStore extends BatchStore {
  private readonly models = new BoundedMap<string, ModelShards>(maxModels);

  /**
   * @param stores shard `k` is kept in the store `k` modulo their number
   * @param shards how many each model has, at least as many as stores
   */
  constructor(
    private readonly stores: readonly BatchStore[],
    private readonly shards: number,
  ) {
    super();
    if (stores.length === 0 || shards < stores.length) throw new Error('there must be a shard for each store');
  }

  override async push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseOptions,
  ): Promise<StoreAnswer<PushReply[]>> {
    const parts = this.divide(requests, ({ id }) => id);
    const answers = await this.askParts(model, terms.nowMs, parts, (store, name, positions) =>
      store.push(
        name,
        positions.map((at) => requests[at]!),
        terms,
      ),
    );
    return this.answer(model, inOrder<PushReply>(requests.length, parts, answers, { kind: 'unanswered' }));
  }

  override async flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>> {
    const answers = await this.askAll(model, (store, name) => store.flushDue(name, terms));
    const replies = answers.map(({ answer }) => answer.reply);
    const dueAtMs = replies.flatMap(({ nextDueAtMs }) => (nextDueAtMs === null ? [] : [nextDueAtMs]));
    return this.answer(model, {
      batches: replies.flatMap(({ batches }) => batches),
      nextDueAtMs: dueAtMs.length === 0 ? null : Math.min(...dueAtMs),
      ...(answers.length < this.shards ? { isPartial: true } : {}),
    });
  }

  override async recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    const answers = await this.askAll(model, (store, name) => store.recover(name, terms));
    return this.answer(
      model,
      answers.flatMap(({ answer }) => answer.reply),
    );
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    const emitted = batches.flatMap(({ batchId, ids }) => ids.map((id) => ({ batchId, id })));
    const parts = this.divide(emitted, ({ id }) => id);
    await this.askEvery(model, nowMs, parts, (store, name, positions) =>
      store.ack(name, byBatch(positions.map((at) => emitted[at]!)), nowMs),
    );
    return this.answer(model, undefined);
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    const parts = this.divide(ids, (id) => id);
    const answers = await this.askParts(model, nowMs, parts, (store, name, positions) =>
      store.status(
        name,
        positions.map((at) => ids[at]!),
        nowMs,
      ),
    );
    return this.answer(model, inOrder<RequestStatus>(ids.length, parts, answers, 'unanswered'));
  }

  override async settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    const { ids, nowMs } = claim;
    const parts = this.divide(ids, (id) => id);
    const answers = await this.askEvery(model, nowMs, parts, (store, name, positions) =>
      store.settle(name, { ...claim, ids: positions.map((at) => ids[at]!) }),
    );
    return this.answer(
      model,
      inOrder<SettleVerdict | undefined>(ids.length, parts, answers, undefined).filter(isGiven),
    );
  }

  override async done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    const parts = this.divide(ids, (id) => id);
    await this.askEvery(model, nowMs, parts, (store, name, positions) =>
      store.done(
        name,
        positions.map((at) => ids[at]!),
        nowMs,
      ),
    );
    return this.answer(model, undefined);
  }

  /** Positions of the items of each shard that has any. */
  private divide<T>(items: readonly T[], idOf: (item: T) => string): Map<number, Positions> {
    const parts = new Map<number, number[]>();
    items.forEach((item, position) => {
      const shard = shardOf(idOf(item), this.shards);
      const part = parts.get(shard);
      if (part === undefined) parts.set(shard, [position]);
      else part.push(position);
    });
    return parts;
  }

  /** Asks the shards that have a part; all of them are asked something before the first answer, so that each is known. */
  private async askParts<T>(
    model: string,
    nowMs: number,
    parts: ReadonlyMap<number, Positions>,
    call: (store: BatchStore, name: string, positions: Positions) => Promise<StoreAnswer<T>>,
  ): Promise<Settled<T>[]> {
    const others = this.introduce(model, nowMs, parts);
    const answers = await this.settleAll(model, [...parts.keys()], (store, name, shard) =>
      call(store, name, parts.get(shard)!),
    );
    await others;
    return answers;
  }

  /** The same where each part has to be answered: rejects with the first failure. */
  private async askEvery<T>(
    model: string,
    nowMs: number,
    parts: ReadonlyMap<number, Positions>,
    call: (store: BatchStore, name: string, positions: Positions) => Promise<StoreAnswer<T>>,
  ): Promise<Settled<T>[]> {
    const failures: unknown[] = [];
    const answers = await this.askParts(model, nowMs, parts, (store, name, positions) =>
      call(store, name, positions).catch((error: unknown) => {
        failures.push(error);
        throw error;
      }),
    );
    if (failures.length > 0) throw failures[0];
    return answers;
  }

  private askAll<T>(
    model: string,
    call: (store: BatchStore, name: string) => Promise<StoreAnswer<T>>,
  ): Promise<Settled<T>[]> {
    this.shardsOf(model).isIntroduced = true;
    return this.settleAll(model, [...Array(this.shards).keys()], call);
  }

  /** What was answered; rejects where something was asked and nothing answered. */
  private async settleAll<T>(
    model: string,
    shards: readonly number[],
    call: (store: BatchStore, name: string, shard: number) => Promise<StoreAnswer<T>>,
  ): Promise<Settled<T>[]> {
    const { names, known } = this.shardsOf(model);
    const results = await Promise.allSettled(
      shards.map((shard) => call(this.stores[shard % this.stores.length]!, names[shard]!, shard)),
    );
    const answers: Settled<T>[] = [];
    results.forEach((result, index) => {
      if (result.status === 'rejected') return;
      const shard = shards[index]!;
      known[shard] = result.value;
      answers.push({ shard, answer: result.value });
    });
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined && answers.length === 0) throw failed.reason;
    return answers;
  }

  /** The first call on a model asks its other shards too: what they know counts, and is no news later. */
  private async introduce(model: string, nowMs: number, parts: ReadonlyMap<number, Positions>): Promise<void> {
    const ofModel = this.shardsOf(model);
    const isFirst = !ofModel.isIntroduced;
    ofModel.isIntroduced = true;
    const others = isFirst || parts.size === 0 ? [...Array(this.shards).keys()].filter((one) => !parts.has(one)) : [];
    const asked = this.settleAll(model, others, (store, name) => store.status(name, [], nowMs));
    await (parts.size === 0 ? asked : asked.catch(() => undefined));
  }

  private shardsOf(model: string): ModelShards {
    let shards = this.models.get(model);
    if (shards === undefined) {
      const names = Array.from({ length: this.shards }, (_, shard) => `${model}:${shard}`);
      shards = { names, known: names.map(() => undefined), isIntroduced: false };
      this.models.set(model, shards);
    }
    return shards;
  }

  /** Founding times only rise, so that their sum is another one whenever one of them is. */
  private answer<T>(model: string, reply: T): StoreAnswer<T> {
    const known = this.shardsOf(model).known.filter(isGiven);
    return {
      generation: known.reduce((sum, { generation }) => sum + generation, 0),
      knownSinceMs: Math.max(...known.map(({ knownSinceMs }) => knownSinceMs)),
      reply,
    };
  }
}

const isGiven = <T>(value: T | undefined): value is T => value !== undefined;

/** Replies of all parts in the order of the whole call; `missing` where a part was not answered. */
function inOrder<T>(
  length: number,
  parts: ReadonlyMap<number, Positions>,
  answers: readonly Settled<readonly T[]>[],
  missing: T,
): T[] {
  const ordered = Array.from({ length }, () => missing);
  for (const { shard, answer } of answers)
    parts.get(shard)!.forEach((position, index) => {
      const reply = answer.reply[index];
      if (reply !== undefined) ordered[position] = reply;
    });
  return ordered;
}

/** One entry a batch, in the order in which they come first. */
function byBatch(emitted: readonly { readonly batchId: string; readonly id: string }[]): EmittedBatch[] {
  const batches = new Map<string, string[]>();
  for (const { batchId, id } of emitted) {
    const ids = batches.get(batchId);
    if (ids === undefined) batches.set(batchId, [id]);
    else ids.push(id);
  }
  return [...batches].map(([batchId, ids]) => ({ batchId, ids }));
}
