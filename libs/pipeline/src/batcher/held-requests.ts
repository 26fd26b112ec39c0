import type { InferenceAccepted } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';

/** A request whose offset this batcher has not given up. */
export interface HeldRequest {
  readonly request: InferenceAccepted;
  /** The request as it was read, JSON. */
  readonly payload: string;
  /** Every offset at which it stands. */
  readonly records: InboundRecord[];
  /** When its fate is to be looked up next, epoch ms; null while a call about it is under way or it has no plan. */
  checkAtMs: number | null;
}

/** The requests this batcher answers for, by identity: read from Kafka, not yet known to be in an emitted batch. */
export class HeldRequests {
  private readonly byId = new Map<string, HeldRequest>();

  get size(): number {
    return this.byId.size;
  }

  /** Takes a request in; returns it, or null if it was held already (its further offset is kept with it). */
  hold(request: InferenceAccepted, payload: string, record: InboundRecord): HeldRequest | null {
    const known = this.byId.get(request.identity);
    if (known !== undefined) {
      known.records.push(record);
      return null;
    }
    const held: HeldRequest = { request, payload, records: [record], checkAtMs: null };
    this.byId.set(request.identity, held);
    return held;
  }

  get(id: string): HeldRequest | undefined {
    return this.byId.get(id);
  }

  /** Gives the offsets of a request up; an id that is not held is another batcher's. */
  release(id: string): void {
    const held = this.byId.get(id);
    if (held === undefined) return;
    this.byId.delete(id);
    for (const record of held.records) record.release();
  }

  all(): IterableIterator<HeldRequest> {
    return this.byId.values();
  }
}
