import type { InboundRecord, OffsetHandle } from '@harmonybatch/ports';
import type { AppRoute } from '../registry/plan-board';
import type { WaitingRequest } from './accepted-record';

/** How a request waits for others to share its batch. */
export interface Buffering {
  readonly route: AppRoute;
  /** When its batch has to leave, epoch ms; the store knows that of what it has. */
  readonly flushAtMs: number;
  /** Whether the store took it, as far as is known. */
  readonly storeState: 'asked' | 'took it' | 'did not answer';
}

/** A request whose offset this batcher has not given up. */
export interface HeldRequest {
  readonly request: WaitingRequest;
  /** The request as it was read, JSON: all else that is known of it is in this text alone. */
  readonly payload: string;
  /** Every offset at which it stands, without what was read there. */
  readonly records: OffsetHandle[];
  /** When its fate is to be looked up next, epoch ms; null while a call about it is under way. */
  checkAtMs: number | null;
  /** Null before it waits for a batch, and from when it leaves with one. */
  buffering: Buffering | null;
}

/** What waits of one model. */
export interface WaitingOfModel {
  readonly requests: number;
  /** When the oldest arrived, epoch ms. */
  readonly oldestAtMs: number;
}

/** The requests this batcher answers for, by identity: read from Kafka, not yet known to be in an emitted batch. */
export class HeldRequests {
  private readonly byId = new Map<string, HeldRequest>();

  get size(): number {
    return this.byId.size;
  }

  /** Takes a request in; returns it, or null if it was held already (its further offset is kept with it). */
  hold(request: WaitingRequest, payload: string, record: InboundRecord): HeldRequest | null {
    const open = record.offsetHandle ?? record;
    const known = this.byId.get(request.identity);
    if (known !== undefined) {
      known.records.push(open);
      return null;
    }
    const held: HeldRequest = { request, payload, records: [open], checkAtMs: null, buffering: null };
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

  ofModel(model: string): HeldRequest[] {
    return [...this.byId.values()].filter(({ request }) => request.model === model);
  }

  /** What waits of each model that anything waits of. */
  waiting(): Map<string, WaitingOfModel> {
    const byModel = new Map<string, WaitingOfModel>();
    for (const { request } of this.byId.values()) {
      const { requests = 0, oldestAtMs = Infinity } = byModel.get(request.model) ?? {};
      byModel.set(request.model, {
        requests: requests + 1,
        oldestAtMs: Math.min(oldestAtMs, request.arrivedAtMs),
      });
    }
    return byModel;
  }

  /** Those whose fate is to be looked up by now (epoch ms), each once. */
  takeDue(nowMs: number): HeldRequest[] {
    const due: HeldRequest[] = [];
    for (const held of this.byId.values()) {
      if (held.checkAtMs === null || held.checkAtMs > nowMs) continue;
      held.checkAtMs = null;
      due.push(held);
    }
    return due;
  }
}

/** The list of a key, made where there is none. */
export function listOf<T>(map: Map<string, T[]>, key: string): T[] {
  let list = map.get(key);
  if (list === undefined) map.set(key, (list = []));
  return list;
}
