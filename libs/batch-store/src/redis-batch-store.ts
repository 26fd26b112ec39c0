import {
  BatchStore,
  type BufferedRequest,
  type DueReply,
  type EmittedBatch,
  type StoreAnswer,
  type LeasedBatch,
  type LeaseTerms,
  type PushReply,
  type Randomness,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
  type StageEvents,
} from '@harmonybatch/ports';
import { ForeignKeys } from './foreign-keys';
import { groupRuns, inGivenOrder } from './group-runs';
import { KeyOwner, type Ask } from './key-owner';
import { ModelCalls } from './model-calls';
import { refusalText } from './refusals';
import { answerOf, answerByLast, leasedBatch, pushReplies, settleVerdict, timeOrNull } from './replies';
import type { Reply, ScriptCall } from './script-calls';
import { ScriptConnection } from './script-connection';
import { fullFault, policyFault, readMemory } from './server-memory';
import { StoreTroubles, type Trouble } from './store-troubles';
import { UntoldFacts } from './untold-facts';

export interface RedisStoreSettings {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  /** Begins every key; a colon ends it where several deployments share a server. */
  readonly keyPrefix: string;
  /** Name of the deployment that keys of this prefix belong to: those of another are refused. Absent: not checked. */
  readonly owner?: string;
  /** Longest wait for an answer, ms. */
  readonly commandTimeoutMs?: number;
  /** The same for `settle`, which the latency of every batch waits for, ms. */
  readonly settleTimeoutMs?: number;
  /** A server that answers nothing for this long while calls are open is assumed to be absent, ms. */
  readonly silentAfterMs?: number;
  /** Facts are remembered for this long at least and twice as long at most, ms. */
  readonly rotateMs?: number;
  /** Hears why the store cannot be used, and when it can be again. */
  readonly events?: StageEvents;
}

const batchIdBytes = 16;
const defaultCommandTimeoutMs = 1_000;
const defaultSettleTimeoutMs = 100;
const defaultSilentAfterMs = 500;
const defaultRotateMs = 60_000;
/** Batches leased in one call: what is left is due at once again. */
const mostBatchesPerCall = 64;
/** Requests pushed in one call: Redis does nothing else until it is over. */
const mostRequestsPerCall = 64;

/** Verbs that a server refuses which is full. */
const takesMemory: ReadonlySet<string> = new Set(['push', 'settle']);

type Admit = (ask: Ask) => Promise<void>;
type Limits = Required<Pick<RedisStoreSettings, 'commandTimeoutMs' | 'settleTimeoutMs' | 'silentAfterMs' | 'rotateMs'>>;

/**
 * The shared batch buffers in Redis; each verb is one Lua script, so that it is atomic. A server that refuses or is silent
 * makes every verb reject at once with `StoreUnavailable`, until it is well again; facts that could not be written meanwhile
 * are written first then.
 */
export class RedisBatchStore extends BatchStore {
  private readonly pushes: ScriptConnection;
  private readonly others: ScriptConnection;
  private readonly calls: ModelCalls;
  private readonly limits: Limits;
  private readonly troubles: StoreTroubles;
  private readonly untold = new UntoldFacts();
  private readonly keyOwner: KeyOwner;
  private readonly foreign = new ForeignKeys();

  private constructor(
    private readonly settings: RedisStoreSettings,
    private readonly randomness: Randomness,
  ) {
    super();
    this.limits = {
      commandTimeoutMs: settings.commandTimeoutMs ?? defaultCommandTimeoutMs,
      settleTimeoutMs: settings.settleTimeoutMs ?? defaultSettleTimeoutMs,
      silentAfterMs: settings.silentAfterMs ?? defaultSilentAfterMs,
      rotateMs: settings.rotateMs ?? defaultRotateMs,
    };
    this.calls = new ModelCalls(settings.keyPrefix, this.limits.rotateMs, randomness);
    this.troubles = new StoreTroubles(settings.events);
    this.keyOwner = new KeyOwner(settings.keyPrefix, settings.owner);
    this.pushes = this.open('push', 'pushes', (ask) => this.keyOwner.admit(ask));
    this.others = this.open('flush', 'others', async (ask) => {
      await this.keyOwner.admit(ask);
      await this.untold.tell(ask);
      void this.check().catch(() => undefined);
    });
  }

  /** Connects in the background, again and again; until then every verb rejects with `StoreUnavailable`. */
  static connect(settings: RedisStoreSettings, randomness: Randomness): RedisBatchStore {
    return new RedisBatchStore(settings, randomness);
  }

  /** Resolves when both connections can be used. */
  async ready(): Promise<void> {
    await Promise.all([this.pushes.ready(), this.others.ready()]);
  }

  /** What keeps the server from holding batch buffers safely now, in words; null where nothing does. It is asked for that. */
  async check(): Promise<string | null> {
    try {
      const memory = readMemory(await this.others.info('memory', this.limits.commandTimeoutMs));
      const policy = policyFault(memory);
      this.troubles.note('policy', policy);
      const fault = this.troubles.fault;
      if (fault !== null) return `Redis is unavailable: ${fault}`;
      return fullFault(memory) ?? policy ?? this.troubles.reasonOf('key');
    } catch (error) {
      return `Redis is unavailable: ${error instanceof Error ? error.message : String(error)}`;
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
  ): Promise<StoreAnswer<PushReply[]>> {
    const runs = groupRuns(requests, mostRequestsPerCall);
    const calls = runs.map((run) => this.calls.push(model, run, terms));
    const { replies, answered } = await this.askAll(this.pushes, 'push', calls, this.limits.commandTimeoutMs);
    const perRun = replies.map((reply, run) =>
      reply instanceof Error ? runs[run]!.requests.map((): PushReply => ({ kind: 'unanswered' })) : pushReplies(reply),
    );
    return answerByLast(answered, inGivenOrder(runs, perRun));
  }

  override async flushDue(model: string, terms: LeaseTerms): Promise<StoreAnswer<DueReply>> {
    const due = await this.ask(this.calls.on(model, 'due', terms.nowMs, [mostBatchesPerCall]));
    const groups = due[2] as string[];
    if (groups.length === 0) return answerOf(due, { batches: [], nextDueAtMs: timeOrNull(due[3]) });
    const { nowMs, leaseMs, maxBatchBytes } = terms;
    const calls = groups.map((group) => {
      const batchId = this.randomness.hex(batchIdBytes);
      return this.calls.onGroup(model, group, 'flush', nowMs, [leaseMs, maxBatchBytes, group, batchId]);
    });
    const { answered } = await this.askAll(this.others, 'flush', calls, this.limits.commandTimeoutMs);
    const batches = answered.flatMap((reply) => (reply[2] === null ? [] : [leasedBatch(reply[2])]));
    return answerByLast(answered, { batches, nextDueAtMs: timeOrNull(answered[answered.length - 1]![3]) });
  }

  override async recover(model: string, terms: LeaseTerms): Promise<StoreAnswer<LeasedBatch[]>> {
    const reply = await this.ask(this.calls.on(model, 'recover', terms.nowMs, [terms.leaseMs, mostBatchesPerCall]));
    return answerOf(reply, (reply[2] as unknown[]).map(leasedBatch));
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    const calls = batches.map(({ batchId, ids }) => this.calls.on(model, 'ack', nowMs, [batchId, ...ids]));
    return this.tell('ack', calls);
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    const reply = await this.ask(this.calls.on(model, 'status', nowMs, ids));
    return answerOf(reply, reply[2] as RequestStatus[]);
  }

  override async settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    const { batchId, owner, leaseMs, ids, nowMs } = claim;
    const reply = await this.ask(
      this.calls.on(model, 'settle', nowMs, [batchId, owner, leaseMs, ...ids]),
      this.limits.settleTimeoutMs,
    );
    return answerOf(reply, (reply[2] as string[]).map(settleVerdict));
  }

  override async done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.tell('done', [this.calls.on(model, 'done', nowMs, ids)]);
  }

  private open(name: string, trouble: Trouble, admit: Admit): ScriptConnection {
    const { commandTimeoutMs: admitTimeoutMs, silentAfterMs } = this.limits;
    const onChange = (fault: string | null): void => this.troubles.note(trouble, fault);
    const confirm: Admit = async (ask) => {
      await this.keyOwner.confirm(ask);
      await this.untold.tell(ask);
    };
    const { url } = this.settings;
    return new ScriptConnection({ url, name, admitTimeoutMs, silentAfterMs, admit, confirm, onChange });
  }

  /** Writes facts; those that cannot be written now are written when the server is well again. */
  private async tell(script: 'ack' | 'done', calls: readonly ScriptCall[]): Promise<StoreAnswer<void>> {
    try {
      const { replies, answered } = await this.askAll(this.others, script, calls, this.limits.commandTimeoutMs);
      const refused = replies.find((reply) => reply instanceof Error);
      if (refused !== undefined) throw new StoreUnavailable(script, refused);
      return answerByLast(answered, undefined);
    } catch (error) {
      this.untold.keep(calls);
      throw error;
    }
  }

  /** The reply of one call. */
  private async ask(call: ScriptCall, timeoutMs = this.limits.commandTimeoutMs): Promise<Reply> {
    const { answered } = await this.askAll(this.others, call.script, [call], timeoutMs);
    return answered[0]!;
  }

  /** The replies of several calls: what of them was answered is worth its while, though others were refused. */
  private async askAll(
    connection: ScriptConnection,
    verb: string,
    calls: readonly ScriptCall[],
    timeoutMs: number,
  ): Promise<{ readonly replies: readonly (Reply | Error)[]; readonly answered: readonly Reply[] }> {
    if (this.keyOwner.fault !== null) throw new StoreUnavailable(verb, this.keyOwner.fault);
    await this.tellFirst(calls[0]!);
    let replies: readonly (Reply | Error)[];
    try {
      replies = await connection.call(calls, timeoutMs);
    } catch (error) {
      throw new StoreUnavailable(verb, error);
    }
    const answered = replies.filter((reply): reply is Reply => !(reply instanceof Error));
    const refused = replies.find((reply): reply is Error => reply instanceof Error);
    this.noteRefusals(verb, calls, replies);
    if (refused !== undefined && answered.length === 0)
      throw new StoreUnavailable(verb, new Error(refusalText(refused)));
    return { replies, answered };
  }

  /** Pending facts of a model are written before anything is asked about it; where they are refused still, they are left for later. */
  private async tellFirst(call: ScriptCall): Promise<void> {
    const ask: Ask = (calls) => this.others.call(calls, this.limits.commandTimeoutMs);
    await this.untold.tellBefore(call, ask).catch(() => undefined);
  }

  private noteRefusals(verb: string, calls: readonly ScriptCall[], replies: readonly (Reply | Error)[]): void {
    const foreign = this.foreign.heard(calls, replies);
    for (const refusal of foreign) this.troubles.note('key', refusalText(refusal));
    if (this.foreign.count === 0) this.troubles.note('key', null);
    const other = replies.find((reply): reply is Error => reply instanceof Error && !foreign.includes(reply));
    if (other !== undefined) this.troubles.note('refusal', refusalText(other));
    else if (takesMemory.has(verb) && foreign.length === 0) this.troubles.note('refusal', null);
  }
}

/** The store did not answer, or refused: what was asked may or may not have been done. Every verb can be repeated. */
export class StoreUnavailable extends Error {
  constructor(verb: string, cause: unknown) {
    super(`the batch store call ${verb} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'StoreUnavailable';
  }
}
