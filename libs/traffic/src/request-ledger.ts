/** What may become of a request. */
export type RequestStatus = 'ok' | 'error' | 'expired' | 'rejected';
export const requestStatuses: readonly RequestStatus[] = ['ok', 'error', 'expired', 'rejected'];

const chunkSize = 8_192;
const unanswered = 0;
const unpublished = 255;

interface Chunk {
  readonly app: Uint16Array;
  readonly sloMs: Float64Array;
  readonly sentAtMs: Float64Array;
  readonly latencyMs: Float64Array;
  /** `unanswered`, `unpublished`, or index of the status plus one. */
  readonly state: Uint8Array;
}

const newChunk = (): Chunk => ({
  app: new Uint16Array(chunkSize),
  sloMs: new Float64Array(chunkSize),
  sentAtMs: new Float64Array(chunkSize),
  latencyMs: new Float64Array(chunkSize),
  state: new Uint8Array(chunkSize),
});

/** What became of the requests of one app. */
export interface AppTally {
  requests: number;
  unpublished: number;
  readonly byStatus: Record<RequestStatus, number>;
  /** Answered `ok` within the SLO. */
  withinSlo: number;
  unanswered: number;
  /** From send to answer, in the order in which they were sent. */
  readonly latenciesMs: number[];
}

/** Which requests are tallied. */
export interface TallyOptions {
  /** Number of the first request that counts. */
  readonly from?: number;
  /** Whose latencies are of interest; by default those of all that were answered. */
  readonly latenciesOf?: readonly RequestStatus[];
}

const emptyTally = (): AppTally => ({
  requests: 0,
  unpublished: 0,
  byStatus: { ok: 0, error: 0, expired: 0, rejected: 0 },
  withinSlo: 0,
  unanswered: 0,
  latenciesMs: [],
});

/**
 * What became of each request of a run: 27 bytes a request, so that an hour at any rate fits. Requests are known by
 * their numbers, from 0 in the order in which they were sent; times are of one clock, ms.
 */
export class RequestLedger {
  private readonly chunks: Chunk[] = [];
  sent = 0;
  answered = 0;
  withinSlo = 0;
  /** Later answers to a request that was already answered. */
  duplicates = 0;
  unpublished = 0;

  /** Notes a request that is being sent now. @returns its number */
  send(app: number, sloMs: number, nowMs: number): number {
    const number = this.sent;
    if (number % chunkSize === 0) this.chunks.push(newChunk());
    this.sent += 1;
    const { chunk, at } = this.place(number);
    chunk.app[at] = app;
    chunk.sloMs[at] = sloMs;
    chunk.sentAtMs[at] = nowMs;
    return number;
  }

  /** Notes that the log did not acknowledge a request; an answer that comes all the same counts. */
  notPublished(number: number): void {
    const { chunk, at } = this.place(number);
    if (chunk.state[at] !== unanswered) return;
    chunk.state[at] = unpublished;
    this.unpublished += 1;
  }

  /** Undefined where no such request was sent. */
  appOf(number: number): number | undefined {
    return number < this.sent ? this.place(number).chunk.app[number % chunkSize] : undefined;
  }

  /** Whether a request was sent and has no answer. */
  isOpen(number: number): boolean {
    return number < this.sent && this.place(number).chunk.state[number % chunkSize] === unanswered;
  }

  /** Notes an answer. @returns whether it is the first of its request, which holds */
  answer(number: number, status: RequestStatus, nowMs: number): boolean {
    const { chunk, at } = this.place(number);
    if (chunk.state[at] === unpublished) this.unpublished -= 1;
    else if (chunk.state[at] !== unanswered) {
      this.duplicates += 1;
      return false;
    }
    const latencyMs = nowMs - chunk.sentAtMs[at]!;
    chunk.state[at] = requestStatuses.indexOf(status) + 1;
    chunk.latencyMs[at] = latencyMs;
    this.answered += 1;
    if (status === 'ok' && latencyMs <= chunk.sloMs[at]!) this.withinSlo += 1;
    return true;
  }

  get inFlight(): number {
    return this.sent - this.answered - this.unpublished;
  }

  /** What became of the requests of each of `apps` apps, by their numbers. */
  tallies(apps: number, { from = 0, latenciesOf = requestStatuses }: TallyOptions = {}): AppTally[] {
    const tallies = Array.from({ length: apps }, emptyTally);
    for (let number = from; number < this.sent; number += 1) {
      const { chunk, at } = this.place(number);
      const tally = tallies[chunk.app[at]!];
      if (tally !== undefined) count(tally, chunk, at, latenciesOf);
    }
    return tallies;
  }

  private place(number: number): { chunk: Chunk; at: number } {
    const chunk = this.chunks[Math.floor(number / chunkSize)];
    if (chunk === undefined) throw new RangeError(`request ${number} was never sent`);
    return { chunk, at: number % chunkSize };
  }
}

function count(tally: AppTally, chunk: Chunk, at: number, latenciesOf: readonly RequestStatus[]): void {
  tally.requests += 1;
  const state = chunk.state[at]!;
  if (state === unanswered) tally.unanswered += 1;
  else if (state === unpublished) tally.unpublished += 1;
  else {
    const status = requestStatuses[state - 1]!;
    const latencyMs = chunk.latencyMs[at]!;
    tally.byStatus[status] += 1;
    if (latenciesOf.includes(status)) tally.latenciesMs.push(latencyMs);
    if (status === 'ok' && latencyMs <= chunk.sloMs[at]!) tally.withinSlo += 1;
  }
}
