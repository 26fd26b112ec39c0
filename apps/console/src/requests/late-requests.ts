import type { LateCause } from '@harmonybatch/console-api';
import type { KnownBatches } from './known-batches';
import type { KeptRequest } from './kept-requests';
import { lateCauseOf, wayOf, type PlannedWay } from './way-of-request';

/** How long the rest of a batch and its invocation may take to be read, ms: then the cause is found from what is known. */
const waitMs = 5_000;
const maxWaiting = 20_000;

interface Waiting {
  readonly request: KeptRequest;
  readonly untilMs: number;
}

/** Finds what made late requests late, once what is needed to tell was read. */
export class LateRequests {
  /** In the order in which they came. */
  private readonly waiting = new Set<Waiting>();

  constructor(
    private readonly batches: KnownBatches,
    private readonly plannedFor: (request: KeptRequest) => PlannedWay | null,
    private readonly found: (request: KeptRequest, cause: LateCause) => void,
  ) {}

  add(request: KeptRequest, nowMs: number): void {
    if (this.waiting.size >= maxWaiting) this.settle(this.waiting.values().next().value!);
    this.waiting.add({ request, untilMs: nowMs + waitMs });
  }

  /** Settles those of which enough is known, or that waited long enough. */
  look(nowMs: number): void {
    for (const one of this.waiting) if (one.untilMs <= nowMs || this.isKnown(one.request)) this.settle(one);
  }

  private isKnown({ outcome: { batch } }: KeptRequest): boolean {
    if (batch === undefined) return true;
    const known = this.batches.get(batch.id);
    return known !== undefined && known.attempts > 0 && known.answered >= batch.size;
  }

  private settle(one: Waiting): void {
    this.waiting.delete(one);
    const { outcome } = one.request;
    const known = outcome.batch === undefined ? undefined : this.batches.get(outcome.batch.id);
    this.found(one.request, lateCauseOf(wayOf(outcome, known), this.plannedFor(one.request)));
  }
}
