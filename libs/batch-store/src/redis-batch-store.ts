import {
  BatchStore,
  type BufferedRequest,
  type DueReply,
  type EmittedBatch,
  type Founded,
  type LeasedBatch,
  type LeaseTerms,
  type PushReply,
  type Randomness,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
} from '@harmonybatch/pipeline';
import { groupRuns, inGivenOrder, type GroupRun } from './group-runs';
import { ModelKeys } from './model-keys';
import { founded, foundedByLast, leasedBatch, pushReplies, settleVerdict, timeOrNull } from './replies';
import { ScriptConnection, type ScriptCall } from './script-calls';
import type { ScriptName } from './scripts';

export interface RedisStoreSettings {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly keyPrefix: string;
  /** Longest wait for an answer, ms. */
  readonly commandTimeoutMs?: number;
  /** The same for `settle`, which the latency of every batch waits for, ms. */
  readonly settleTimeoutMs?: number;
  /** Facts are remembered for this long at least and twice as long at most, ms. */
  readonly rotateMs?: number;
}

const batchIdBytes = 16;
/** What the ids of the batches have in common that one `push` cuts; the script counts them by the other bytes. */
const batchIdStartBytes = 12;
const defaultCommandTimeoutMs = 1_000;
const defaultSettleTimeoutMs = 100;
const defaultRotateMs = 60_000;
/** Batches leased in one call: what is left is due at once again. */
const mostBatchesPerCall = 64;
/** Models whose keys are remembered. */
const mostModels = 10_000;
/** Requests pushed in one call: Redis does nothing else until it is over. */
const mostRequestsPerCall = 64;

/** The shared batch buffers in Redis; each verb is one Lua script, so that it is atomic. */
export class RedisBatchStore extends BatchStore {
  private readonly pushes: ScriptConnection;
  private readonly others: ScriptConnection;
  private readonly keys = new Map<string, ModelKeys>();
  private readonly settings: Required<RedisStoreSettings>;

  private constructor(
    settings: RedisStoreSettings,
    private readonly randomness: Randomness,
  ) {
    super();
    this.settings = {
      commandTimeoutMs: defaultCommandTimeoutMs,
      settleTimeoutMs: defaultSettleTimeoutMs,
      rotateMs: defaultRotateMs,
      ...settings,
    };
    this.pushes = new ScriptConnection(settings.url, 'push');
    this.others = new ScriptConnection(settings.url, 'flush');
  }

  /** Connects in the background, again and again; until then every verb rejects with `StoreUnavailable`. */
  static connect(settings: RedisStoreSettings, randomness: Randomness): RedisBatchStore {
    return new RedisBatchStore(settings, randomness);
  }

  /** Resolves when both connections can be used. */
  async ready(): Promise<void> {
    await Promise.all([this.pushes.ready(), this.others.ready()]);
  }

  /** What keeps the server from holding batch buffers safely, in words; null where nothing does. */
  async check(): Promise<string | null> {
    try {
      const policy = await this.others.memoryPolicy(this.settings.commandTimeoutMs);
      if (policy === null || policy === 'noeviction') return null;
      return `Redis has maxmemory-policy ${policy}, which may drop requests: set it to noeviction`;
    } catch (error) {
      return `Redis does not answer: ${String(error)}`;
    }
  }

  async close(): Promise<void> {
    this.pushes.close();
    this.others.close();
  }

  override async push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseTerms,
  ): Promise<Founded<PushReply[]>> {
    const runs = groupRuns(requests, mostRequestsPerCall);
    const calls = runs.map((run) => this.pushCall(model, run, terms));
    const replies = await this.pushes.call(calls, this.settings.commandTimeoutMs);
    return foundedByLast(replies, inGivenOrder(runs, replies.map(pushReplies)));
  }

  override async flushDue(model: string, terms: LeaseTerms): Promise<Founded<DueReply>> {
    const [due] = await this.ask([this.call('due', model, terms.nowMs, [mostBatchesPerCall])]);
    const groups = due![2] as string[];
    if (groups.length === 0) return founded(due!, { batches: [], nextDueAtMs: timeOrNull(due![3]) });
    const { nowMs, leaseMs, maxBatchBytes } = terms;
    const replies = await this.ask(
      groups.map((group) =>
        this.callOnGroup('flush', model, group, nowMs, [
          leaseMs,
          maxBatchBytes,
          group,
          this.randomness.hex(batchIdBytes),
        ]),
      ),
    );
    const batches = replies.flatMap((reply) => (reply[2] === null ? [] : [leasedBatch(reply[2])]));
    return foundedByLast(replies, { batches, nextDueAtMs: timeOrNull(replies[replies.length - 1]![3]) });
  }

  override async recover(model: string, terms: LeaseTerms): Promise<Founded<LeasedBatch[]>> {
    const [reply] = await this.ask([this.call('recover', model, terms.nowMs, [terms.leaseMs, mostBatchesPerCall])]);
    return founded(reply!, (reply![2] as unknown[]).map(leasedBatch));
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<Founded<void>> {
    const replies = await this.ask(
      batches.map(({ batchId, ids }) => this.call('ack', model, nowMs, [batchId, ...ids])),
    );
    return foundedByLast(replies, undefined);
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<Founded<RequestStatus[]>> {
    const [reply] = await this.ask([this.call('status', model, nowMs, ids)]);
    return founded(reply!, reply![2] as RequestStatus[]);
  }

  override async settle(model: string, claim: SettleClaim): Promise<Founded<SettleVerdict[]>> {
    const { batchId, owner, leaseMs, ids, nowMs } = claim;
    const calls = [this.call('settle', model, nowMs, [batchId, owner, leaseMs, ...ids])];
    const [reply] = await this.others.call(calls, this.settings.settleTimeoutMs);
    return founded(reply!, (reply![2] as string[]).map(settleVerdict));
  }

  override async done(model: string, ids: readonly string[], nowMs: number): Promise<Founded<void>> {
    const [reply] = await this.ask([this.call('done', model, nowMs, ids)]);
    return founded(reply!, undefined);
  }

  private pushCall(
    model: string,
    { group, requests }: GroupRun,
    { nowMs, leaseMs, maxBatchBytes }: LeaseTerms,
  ): ScriptCall {
    const { groupId, batchSize, route, slackMs = [] } = group;
    const ofGroup = [groupId, batchSize, route, slackMs.join(','), this.randomness.hex(batchIdStartBytes)];
    const ofRequests = requests.flatMap(({ id, flushAtMs, payload }) => [id, flushAtMs, payload]);
    return this.callOnGroup('push', model, groupId, nowMs, [leaseMs, maxBatchBytes, ...ofGroup, ...ofRequests]);
  }

  private ask(calls: readonly ScriptCall[]): Promise<(readonly unknown[])[]> {
    return this.others.call(calls, this.settings.commandTimeoutMs);
  }

  private call(script: ScriptName, model: string, nowMs: number, args: readonly (string | number)[]): ScriptCall {
    return { script, keys: this.keysOf(model).shared, args: [nowMs, this.settings.rotateMs, ...args] };
  }

  private callOnGroup(
    script: ScriptName,
    model: string,
    groupId: string,
    nowMs: number,
    args: readonly (string | number)[],
  ): ScriptCall {
    const keys = this.keysOf(model);
    return { script, keys: [...keys.shared, keys.waiting(groupId)], args: [nowMs, this.settings.rotateMs, ...args] };
  }

  private keysOf(model: string): ModelKeys {
    let keys = this.keys.get(model);
    if (keys === undefined) {
      if (this.keys.size >= mostModels) this.keys.clear();
      keys = new ModelKeys(this.settings.keyPrefix, model);
      this.keys.set(model, keys);
    }
    return keys;
  }
}
