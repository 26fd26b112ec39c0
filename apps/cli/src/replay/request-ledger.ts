export type Status = 'ok' | 'error' | 'expired' | 'rejected';
export const statuses: readonly Status[] = ['ok', 'error', 'expired', 'rejected'];

const chunkSize = 65_536;
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

export interface AppTally {
  readonly requests: number;
  readonly unpublished: number;
  readonly byStatus: Readonly<Record<Status, number>>;
  readonly withinSlo: number;
  readonly unanswered: number;
  /** Of every answered request, from send to receipt. */
  readonly latenciesMs: Float64Array;
}

/** What became of each request of a run: 27 bytes a request, so that an hour at any rate fits. */
export class RequestLedger {
  private readonly chunks: Chunk[] = [];
  sent = 0;
  answered = 0;
  withinSlo = 0;
  /** Later records of a request that was already answered. */
  duplicates = 0;
  unpublished = 0;

  /** Notes a request that is being sent now; its number is what its id ends with. */
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

  /** Notes that Kafka did not acknowledge a request; an answer that comes all the same counts. */
  notPublished(number: number): void {
    const { chunk, at } = this.place(number);
    if (chunk.state[at] !== unanswered) return;
    chunk.state[at] = unpublished;
    this.unpublished += 1;
  }

  appOf(number: number): number | undefined {
    return number < this.sent ? this.place(number).chunk.app[number % chunkSize] : undefined;
  }

  /** Notes an outcome. @returns whether it is the first of its request */
  answer(number: number, status: Status, nowMs: number): boolean {
    const { chunk, at } = this.place(number);
    if (chunk.state[at] === unpublished) this.unpublished -= 1;
    else if (chunk.state[at] !== unanswered) {
      this.duplicates += 1;
      return false;
    }
    const latencyMs = nowMs - (chunk.sentAtMs[at] ?? nowMs);
    chunk.state[at] = statuses.indexOf(status) + 1;
    chunk.latencyMs[at] = latencyMs;
    this.answered += 1;
    if (status === 'ok' && latencyMs <= (chunk.sloMs[at] ?? 0)) this.withinSlo += 1;
    return true;
  }

  get inFlight(): number {
    return this.sent - this.answered - this.unpublished;
  }

  tally(app: number): AppTally {
    const byStatus: Record<Status, number> = { ok: 0, error: 0, expired: 0, rejected: 0 };
    const latenciesMs: number[] = [];
    const sum = { requests: 0, unpublished: 0, withinSlo: 0, unanswered: 0 };
    for (let number = 0; number < this.sent; number += 1) {
      const { chunk, at } = this.place(number);
      if (chunk.app[at] !== app) continue;
      sum.requests += 1;
      const state = chunk.state[at] ?? unanswered;
      if (state === unanswered) sum.unanswered += 1;
      else if (state === unpublished) sum.unpublished += 1;
      else {
        const status = statuses[state - 1] ?? 'error';
        const latencyMs = chunk.latencyMs[at] ?? 0;
        byStatus[status] += 1;
        latenciesMs.push(latencyMs);
        if (status === 'ok' && latencyMs <= (chunk.sloMs[at] ?? 0)) sum.withinSlo += 1;
      }
    }
    return { ...sum, byStatus, latenciesMs: Float64Array.from(latenciesMs) };
  }

  private place(number: number): { chunk: Chunk; at: number } {
    const chunk = this.chunks[Math.floor(number / chunkSize)];
    if (chunk === undefined) throw new RangeError(`request ${number} was never sent`);
    return { chunk, at: number % chunkSize };
  }
}
