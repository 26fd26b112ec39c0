import {
  BatchStore,
  type BufferedRequest,
  type DueReply,
  type EmittedBatch,
  type StoreAnswer,
  type LeasedBatch,
  type LeaseOptions,
  type PushReply,
  type Randomness,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
} from '@harmonybatch/ports';
import { WrongTypeKeys } from './wrong-type-keys';
import { groupRuns, inRequestOrder } from './group-runs';
import { ClusterConnection } from './cluster-connection';
import { KeyOwner } from './key-owner';
import { ModelCalls } from './model-calls';
import { refusalText } from './refusals';
import { answerOf, answerByLast, leasedBatch, pushReplies, settleVerdict, timeOrNull } from './replies';
import type { Reply, ScriptCall } from './script-calls';
import { ScriptConnection } from './script-connection';
import type { Ask, ScriptServer } from './script-server';
import { fullFault, policyFault, readMemory, type ServerMemory } from './server-memory';
import { StoreProblems, type StoreProblem } from './store-problems';
import { GatheredFacts } from './gathered-facts';
import { PendingFacts } from './pending-facts';
import type { RedisStoreOptions } from './redis-store-options';

const batchIdBytes = 16;
const defaultCommandTimeoutMs = 1_000;
const defaultSettleTimeoutMs = 100;
const defaultSilentAfterMs = 500;
export const defaultRotateMs = 60_000;
/** Batches leased in one call: what is left is due at once again. */
const maxBatchesPerCall = 64;
/** Requests pushed in one call: Redis does nothing else until it is over. */
const maxRequestsPerCall = 64;

/** How long a fact waits to be told with others at most, ms. One that is lost with its process costs a look into the log of outcomes. */
const factLingerMs = 20;
/** Facts told at once. */
const maxFactsPerCall = 128;

/** Verbs that a server refuses which is full. */
const growsMemory: ReadonlySet<string> = new Set(['push', 'settle']);

type AdmitConnection = (ask: Ask) => Promise<void>;
type Timeouts = Required<
  Pick<RedisStoreOptions, 'commandTimeoutMs' | 'settleTimeoutMs' | 'silentAfterMs' | 'rotateMs'>
>;

/**
 * The shared batch buffers in Redis; each verb is one Lua script, so that it is atomic. A server that refuses or is silent
 * makes every verb reject at once with `StoreUnavailable`, until it is well again; facts that could not be written meanwhile
 * are written first then.
 */
export class RedisBatchStore extends BatchStore {
  private readonly pushes: ScriptServer;
  private readonly commands: ScriptServer;
  private readonly calls: ModelCalls;
  private readonly timeouts: Timeouts;
  private readonly troubles: StoreProblems;
  private readonly pendingFacts = new PendingFacts();
  private readonly emitted = new GatheredFacts<EmittedBatch>(factLingerMs, maxFactsPerCall, (...facts) =>
    this.tellEmitted(...facts),
  );
  private readonly answered = new GatheredFacts<string>(factLingerMs, maxFactsPerCall, (...facts) =>
    this.tellAnswered(...facts),
  );
  private readonly keyOwner: KeyOwner;
  private readonly wrongTypeKeys = new WrongTypeKeys();

  private constructor(
    private readonly options: RedisStoreOptions,
    private readonly randomness: Randomness,
  ) {
    super();
    this.timeouts = {
      commandTimeoutMs: options.commandTimeoutMs ?? defaultCommandTimeoutMs,
      settleTimeoutMs: options.settleTimeoutMs ?? defaultSettleTimeoutMs,
      silentAfterMs: options.silentAfterMs ?? defaultSilentAfterMs,
      rotateMs: options.rotateMs ?? defaultRotateMs,
    };
    this.calls = new ModelCalls(options.keyPrefix, this.timeouts.rotateMs, randomness);
    this.troubles = new StoreProblems(options.events);
    this.keyOwner = new KeyOwner(options.keyPrefix, options.owner);
    this.pushes = this.open('push', 'pushes', (ask) => this.keyOwner.admit(ask));
    this.commands = this.open('flush', 'others', async (ask) => {
      await this.keyOwner.admit(ask);
      await this.pendingFacts.flush(ask);
      void this.check().catch(() => undefined);
    });
  }

  /** Connects in the background, again and again; until then every verb rejects with `StoreUnavailable`. */
  static connect(settings: RedisStoreOptions, randomness: Randomness): RedisBatchStore {
    return new RedisBatchStore(settings, randomness);
  }

  /** Resolves when both connections can be used. */
  async ready(): Promise<void> {
    await Promise.all([this.pushes.ready(), this.commands.ready()]);
  }

  /** What keeps the server from holding batch buffers safely now, in words; null where nothing does. It is asked for that. */
  async check(): Promise<string | null> {
    try {
      const servers = await this.commands.info('memory', this.timeouts.commandTimeoutMs);
      const firstFault = (faultOf: (memory: ServerMemory) => string | null): string | null => {
        const faults = servers.map(({ node, text }) => ofNode(node, faultOf(readMemory(text))));
        return faults.find((fault) => fault !== null) ?? null;
      };
      const policy = firstFault(policyFault);
      this.troubles.set('policy', policy);
      const fault = this.troubles.fault;
      if (fault !== null) return `Redis is unavailable: ${fault}`;
      return firstFault(fullFault) ?? policy ?? this.troubles.reasonOf('key');
    } catch (error) {
      return `Redis is unavailable: ${refusalText(error)}`;
    }
  }

  /** Tells it what it is to know still, and disconnects. */
  async close(): Promise<void> {
    await Promise.all([this.emitted.tellAll(), this.answered.tellAll()]);
    this.pushes.close();
    this.commands.close();
  }

  override async push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseOptions,
  ): Promise<StoreAnswer<PushReply[]>> {
    const runs = groupRuns(requests, maxRequestsPerCall);
    const calls = runs.map((run) => this.calls.push(model, run, terms));
    const { replies, answered } = await this.askAll(this.pushes, 'push', calls, this.timeouts.commandTimeoutMs);
    const perRun = replies.map((reply, run) =>
      reply instanceof Error ? runs[run]!.requests.map((): PushReply => ({ kind: 'unanswered' })) : pushReplies(reply),
    );
    return answerByLast(answered, inRequestOrder(runs, perRun));
  }

  override async flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>> {
    this.tellFacts(model);
    const due = await this.ask(this.calls.on(model, 'due', terms.nowMs, [maxBatchesPerCall]));
    const groups = due[2] as string[];
    if (groups.length === 0) return answerOf(due, { batches: [], nextDueAtMs: timeOrNull(due[3]) });
    const { nowMs, leaseMs, maxBatchBytes } = terms;
    const calls = groups.map((group) => {
      const batchId = this.randomness.hex(batchIdBytes);
      return this.calls.onGroup(model, group, 'flush', nowMs, [leaseMs, maxBatchBytes, group, batchId]);
    });
    const { answered } = await this.askAll(this.commands, 'flush', calls, this.timeouts.commandTimeoutMs);
    const batches = answered.flatMap((reply) => (reply[2] === null ? [] : [leasedBatch(reply[2])]));
    return answerByLast(answered, { batches, nextDueAtMs: timeOrNull(answered[answered.length - 1]![3]) });
  }

  override async recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>> {
    this.tellFacts(model);
    const reply = await this.ask(this.calls.on(model, 'recover', terms.nowMs, [terms.leaseMs, maxBatchesPerCall]));
    return answerOf(reply, (reply[2] as unknown[]).map(leasedBatch));
  }

  override async ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.emitted.add(model, batches, nowMs);
  }

  override async status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>> {
    this.tellFacts(model);
    const reply = await this.ask(this.calls.on(model, 'status', nowMs, ids));
    return answerOf(reply, reply[2] as RequestStatus[]);
  }

  override async settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> {
    this.tellFacts(model);
    const { batchId, owner, leaseMs, ids, nowMs } = claim;
    const reply = await this.ask(
      this.calls.on(model, 'settle', nowMs, [batchId, owner, leaseMs, ...ids]),
      this.timeouts.settleTimeoutMs,
    );
    return answerOf(reply, (reply[2] as string[]).map(settleVerdict));
  }

  override async done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.answered.add(model, ids, nowMs);
  }

  private tellEmitted(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>> {
    const calls = batches.map(({ batchId, ids }) => this.calls.on(model, 'ack', nowMs, [batchId, ...ids]));
    return this.writeFacts('ack', calls);
  }

  private tellAnswered(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>> {
    return this.writeFacts('done', [this.calls.on(model, 'done', nowMs, ids)]);
  }

  /** What is asked about a model takes along what is to be told of it; pushes have a connection of their own, and do not. */
  private tellFacts(model: string): void {
    this.emitted.tell(model);
    this.answered.tell(model);
  }

  private open(name: string, trouble: StoreProblem, admit: AdmitConnection): ScriptServer {
    const { commandTimeoutMs: admitTimeoutMs, silentAfterMs: responseTimeoutMs } = this.timeouts;
    const onChange = (fault: string | null): void => this.troubles.set(trouble, fault);
    const confirm: AdmitConnection = async (ask) => {
      await this.keyOwner.confirm(ask);
      await this.pendingFacts.flush(ask);
    };
    const { url, sentinels, cluster, login = {} } = this.options;
    const server = { url, login, name, admitTimeoutMs, responseTimeoutMs, admit, confirm, onChange };
    return cluster === undefined
      ? new ScriptConnection({ ...server, sentinels })
      : new ClusterConnection({ ...server, cluster });
  }

  /** Writes facts; those that cannot be written now are written when the server is well again. */
  private async writeFacts(script: 'ack' | 'done', calls: readonly ScriptCall[]): Promise<StoreAnswer<void>> {
    try {
      const { replies, answered } = await this.askAll(this.commands, script, calls, this.timeouts.commandTimeoutMs);
      const refused = replies.find((reply) => reply instanceof Error);
      if (refused !== undefined) throw new StoreUnavailableError(script, refused);
      return answerByLast(answered, undefined);
    } catch (error) {
      this.pendingFacts.add(calls);
      throw error;
    }
  }

  /** The reply of one call. */
  private async ask(call: ScriptCall, timeoutMs = this.timeouts.commandTimeoutMs): Promise<Reply> {
    const { answered } = await this.askAll(this.commands, call.script, [call], timeoutMs);
    return answered[0]!;
  }

  /** The replies of several calls: what of them was answered is worth its while, though others were refused. */
  private async askAll(
    connection: ScriptServer,
    verb: string,
    calls: readonly ScriptCall[],
    timeoutMs: number,
  ): Promise<{ readonly replies: readonly (Reply | Error)[]; readonly answered: readonly Reply[] }> {
    if (this.keyOwner.fault !== null) throw new StoreUnavailableError(verb, this.keyOwner.fault);
    await this.writePendingFacts(calls[0]!);
    let replies: readonly (Reply | Error)[];
    try {
      replies = await connection.call(calls, timeoutMs);
    } catch (error) {
      throw new StoreUnavailableError(verb, error);
    }
    const answered = replies.filter((reply): reply is Reply => !(reply instanceof Error));
    const refused = replies.find((reply): reply is Error => reply instanceof Error);
    this.recordRefusals(verb, calls, replies);
    if (refused !== undefined && answered.length === 0)
      throw new StoreUnavailableError(verb, new Error(refusalText(refused)));
    return { replies, answered };
  }

  /** Pending facts of a model are written before anything is asked about it; where they are refused still, they are left for later. */
  private async writePendingFacts(call: ScriptCall): Promise<void> {
    const ask: Ask = (calls) => this.commands.call(calls, this.timeouts.commandTimeoutMs);
    await this.pendingFacts.flushModelOf(call, ask).catch(() => undefined);
  }

  private recordRefusals(verb: string, calls: readonly ScriptCall[], replies: readonly (Reply | Error)[]): void {
    const foreign = this.wrongTypeKeys.collect(calls, replies);
    for (const refusal of foreign) this.troubles.set('key', refusalText(refusal));
    if (this.wrongTypeKeys.count === 0) this.troubles.set('key', null);
    const other = replies.find((reply): reply is Error => reply instanceof Error && !foreign.includes(reply));
    if (other !== undefined) this.troubles.set('refusal', refusalText(other));
    else if (growsMemory.has(verb) && foreign.length === 0) this.troubles.set('refusal', null);
  }
}

/** What is wrong with a server, and with which one where there are several. */
const ofNode = (node: string | undefined, fault: string | null): string | null =>
  node === undefined || fault === null ? fault : `${node}: ${fault}`;

/** The store did not answer, or refused: what was asked may or may not have been done. Every verb can be repeated. */
export class StoreUnavailableError extends Error {
  constructor(verb: string, cause: unknown) {
    super(`the batch store call ${verb} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'StoreUnavailableError';
  }
}
