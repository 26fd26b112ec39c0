/** How far clocks may differ, and how long a record may be on its way to its reader, ms. */
export const clockMarginMs = 5_000;

/**
 * The shared batch buffers: a rebuildable index, never the truth. Every operation is atomic and idempotent, belongs to
 * one model, and takes the caller's time as an argument. Every answer names the generation of the store's data; another
 * one than was seen last means that the store lost its data, and whoever holds requests pushes them again.
 */
export abstract class BatchStore {
  /** Puts requests into their groups' buffers, in order; one reply a request. */
  abstract push(
    model: string,
    requests: readonly BufferedRequest[],
    terms: LeaseOptions,
  ): Promise<StoreAnswer<PushReply[]>>;
  /** Leases every batch whose earliest flush time has come. */
  abstract flushDue(model: string, terms: LeaseOptions): Promise<StoreAnswer<DueReply>>;
  /** Leases again, under the same batch id, every batch whose lease ran out before it was acknowledged. */
  abstract recover(model: string, terms: LeaseOptions): Promise<StoreAnswer<LeasedBatch[]>>;
  /**
   * `batch.ready` was acknowledged for these ids: a fact. Drops their payloads and the batch's lease. Rejects where the store
   * could not record it now; it may record it later by itself.
   */
  abstract ack(model: string, batches: readonly EmittedBatch[], nowMs: number): Promise<StoreAnswer<void>>;
  /** Where each id stands; `unknown` means that the store lost it, or what would make it leave: it is to be pushed again. */
  abstract status(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<RequestStatus[]>>;
  /** The dispatcher claims the ids of a batch before it runs them; one verdict an id. */
  abstract settle(model: string, claim: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>>;
  /** `inference.completed` was acknowledged for these ids: a fact. */
  abstract done(model: string, ids: readonly string[], nowMs: number): Promise<StoreAnswer<void>>;
}

export interface StoreAnswer<T> {
  /** The generation of the store's data: when it began, empty, epoch ms. */
  readonly generation: number;
  /** Facts are remembered for ids that arrived since then; about older ones absence proves nothing. */
  readonly knownSinceMs: number;
  readonly reply: T;
}

export interface LeaseOptions {
  readonly nowMs: number;
  /** How long a leased batch is the caller's to emit, ms. */
  readonly leaseMs: number;
  /** A flush gathers at most this many bytes of payload (at least one request). */
  readonly maxBatchBytes: number;
}

export interface BufferedRequest {
  /** Identity of the request. */
  readonly id: string;
  readonly groupId: string;
  /** The group's batch size. */
  readonly batchSize: number;
  /** The group's route as JSON, handed back with every batch of the group. */
  readonly route: string;
  /** When its batch has to leave at the latest, epoch ms. */
  readonly flushAtMs: number;
  /**
   * What the group's batch may wait beyond the earliest of these times while it holds 1, 2, … requests, ms: not rising. A
   * newcomer with which the batch would be late, though apart either is on time, displaces it: the batch leaves without it.
   * Absent: nothing.
   */
  readonly slackMs?: readonly number[];
  /** The accepted request as JSON. */
  readonly payload: string;
  /** When it arrived, epoch ms: where the store knows every fact since before, it knows that the request is in no batch. */
  readonly arrivedAtMs?: number;
}

export interface LeasedBatch {
  readonly batchId: string;
  readonly groupId: string;
  readonly route: string;
  readonly reason: 'size' | 'deadline';
  readonly requests: readonly { readonly id: string; readonly payload: string }[];
  /**
   * When it was cut, epoch ms, where the store knows that none of its requests had been in a batch before: whatever became of
   * them became of them since. Absent where it does not know.
   */
  readonly openAtMs?: number;
  /** When it had to leave at the latest, epoch ms; absent where the store does not know. */
  readonly dueAtMs?: number;
}

export type PushReply =
  /** It is in a batch that was emitted, or further: its offset can be given up. */
  | { readonly kind: 'emitted' }
  /** It is in a batch that is leased until then but not yet emitted. */
  | { readonly kind: 'held'; readonly untilMs: number }
  /**
   * It waits, with its group, for a flush at `flushAtMs` (the group's earliest). The batch that it `displaced` is the
   * caller's to emit.
   */
  | { readonly kind: 'buffered'; readonly flushAtMs: number; readonly displaced?: LeasedBatch }
  /** It filled a batch, which the caller now holds the lease of. */
  | { readonly kind: 'flush'; readonly batch: LeasedBatch; readonly displaced?: LeasedBatch }
  /** The store could not say of this one, though it did of others. */
  | { readonly kind: 'unanswered' };

export interface DueReply {
  readonly batches: readonly LeasedBatch[];
  /** Earliest flush time of what still waits; null where nothing does. */
  readonly nextDueAtMs: number | null;
  /** A part of the model's buffers did not answer: batches of it may be due, and requests that should leave may wait there. */
  readonly isPartial?: true;
}

export interface EmittedBatch {
  readonly batchId: string;
  readonly ids: readonly string[];
}

/** `unanswered`: the store could not say of this one, though it did of others. */
export type RequestStatus = 'waiting' | 'held' | 'emitted' | 'running' | 'done' | 'unknown' | 'unanswered';

export interface SettleClaim {
  readonly batchId: string;
  readonly ids: readonly string[];
  /** The claiming run: two runs of one process are two owners, for both may have a request of the same batch. */
  readonly owner: string;
  readonly nowMs: number;
  readonly leaseMs: number;
}

export type SettleVerdict =
  /** Never claimed before, or claimed by the same owner: run it. */
  | { readonly kind: 'mine' }
  /** Another owner's lease ran out: it may have been run; run it again. */
  | { readonly kind: 'again' }
  /** Another owner runs it until then: ask again after that. */
  | { readonly kind: 'busy'; readonly untilMs: number }
  /** Its outcome was acknowledged: nothing to do. */
  | { readonly kind: 'done' };
