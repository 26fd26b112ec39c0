import type { InferenceCompleted } from '@harmonybatch/contracts';
import type { SettleVerdict } from '@harmonybatch/ports';
import type { Write } from '../world/gated-publisher';
import type { Incarnation } from '../world/incarnation';

/** A dispatcher asked the store for the right to run the request. Times are epoch ms. */
export interface ClaimEvent {
  readonly by: Incarnation;
  readonly batchId: string;
  /** By the asking process's clock, less what that may be ahead; the process may have been paused before it could ask. */
  readonly askedAtMs: number;
  readonly atMs: number;
  /** `none` where the store did not answer: the dispatcher goes on without. */
  readonly verdict: SettleVerdict['kind'] | 'none';
  /** Facts are remembered for requests that arrived since then. */
  readonly knownSinceMs: number;
}

/** A call about the request that went wrong. */
export interface FailedCall {
  readonly by: Incarnation;
  readonly atMs: number;
}

export interface InvocationEvent {
  readonly by: Incarnation;
  readonly batchId: string;
  readonly attempt: number;
  /** When the function began, epoch ms. */
  readonly atMs: number;
  /** When its process decided on it, epoch ms; an invocation may be on its way for long. */
  readonly decidedAtMs: number;
}

export interface OutcomeEvent {
  readonly write: Write;
  readonly status: InferenceCompleted['status'];
  readonly code: string | undefined;
  readonly atMs: number;
}

/** All that is known of one request from outside of the processes. */
export class RequestHistory {
  /** Records of `inference.requested` that name it. */
  requested = 0;
  /** How often such a record was handed to an ingest. */
  ingestDeliveries = 0;
  /** Its latest deadline, epoch ms; a request may be repeated by its producer. */
  deadlineMs = -Infinity;
  arrivedAtMs = Infinity;
  servesLate = false;
  /** When an ingest first accepted it, epoch ms. */
  acceptedAtMs = Infinity;
  inBatch = false;
  /** No plan named its app in time. */
  inUnplannedBatch = false;
  answeredByFunction = false;
  readonly claims: ClaimEvent[] = [];
  /** The store did not answer, or not in time. */
  readonly unansweredCalls: FailedCall[] = [];
  /** Its outcome was not written, or late, or without its writer's knowing. */
  readonly failedWrites: FailedCall[] = [];
  /** When its outcomes could not be read back, epoch ms. */
  readonly failedLogReadsAtMs: number[] = [];
  readonly invocations: InvocationEvent[] = [];
  readonly outcomes: OutcomeEvent[] = [];
  /** Topics that were recreated while a record of theirs asked something for it that was no fact yet. */
  readonly lostTopics = new Set<string>();
  private readonly readers = new Map<string, Set<Incarnation>>();

  constructor(readonly identity: string) {}

  get accepted(): boolean {
    return this.acceptedAtMs < Infinity;
  }

  /** Whether a process that was handed it from this topic stood still for this long before `untilMs`, after the request arrived. */
  readerWasPaused(topic: string, untilMs: number, minMs: number): boolean {
    const readers = [...(this.readers.get(topic) ?? [])];
    return readers.some((reader) => reader.pausedBetween(this.arrivedAtMs, untilMs, minMs));
  }

  /** A process was handed a record of this topic that is about it. */
  readBy(topic: string, reader: Incarnation): void {
    this.readers.set(topic, (this.readers.get(topic) ?? new Set()).add(reader));
  }

  /** Whether a process that lives was handed it from this topic. */
  isWithReader(topic: string): boolean {
    return [...(this.readers.get(topic) ?? [])].some(({ isAlive }) => isAlive);
  }

  /**
   * The claim under which an invocation was made; later ones of its run renew it. Where the store was silent first and
   * answered before the function was invoked, it is the one that was answered.
   */
  claimOf({ by, batchId, decidedAtMs }: InvocationEvent): ClaimEvent | undefined {
    const made = this.claims.filter((claim) => {
      const isOwn = claim.by === by && claim.batchId === batchId && claim.atMs <= decidedAtMs;
      return isOwn && claim.verdict !== 'busy' && claim.verdict !== 'done';
    });
    return made.find(({ verdict }) => verdict !== 'none') ?? made[0];
  }

  /** When this incarnation first asked for it, by its own clock, epoch ms. */
  firstClaimMs(by: Incarnation): number {
    return this.claims.find((claim) => claim.by === by)?.askedAtMs ?? Infinity;
  }
}
