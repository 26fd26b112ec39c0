import { outcomeHeaders } from '@harmonybatch/contracts';
import type { LogRecord, OutcomePlace } from '@harmonybatch/messaging';
import type { Clock } from '@harmonybatch/ports';

export interface KeepingOptions {
  /** Most outcomes whose places are kept: beyond that the one that was seen first is forgotten. */
  readonly maxOutcomes: number;
  /** How long after it was appended an outcome is found, ms. */
  readonly forMs: number;
}

/** Where an outcome lies, and what is known of it without reading it. */
export interface KnownOutcome extends OutcomePlace {
  readonly appendedAtMs: number;
  /** Whether its request was refused before anything ran: the same id may be sent again, and is judged anew. */
  readonly isRejected: boolean;
}

/** What of a record is looked at. */
export type SeenOutcome = Pick<LogRecord, 'key' | 'header' | 'offset' | 'timestampMs'>;

/** Where the outcomes of the last minutes lie, by the identity of their request: some hundred bytes each, whatever is in them. */
export class OutcomePlaces {
  private readonly known = new Map<string, KnownOutcome>();

  constructor(
    private readonly clock: Pick<Clock, 'nowMs'>,
    private readonly options: KeepingOptions,
  ) {}

  get count(): number {
    return this.known.size;
  }

  /** The first outcome of an identity counts, but for a refusal: then the last one does. */
  note(record: SeenOutcome, partition: number): void {
    const identity = record.key();
    if (identity === null) return;
    const before = this.known.get(identity);
    if (before !== undefined && !before.isRejected && !this.isOld(before)) return;
    const isRejected = record.header(outcomeHeaders.status) === 'rejected';
    this.known.delete(identity);
    this.known.set(identity, { partition, offset: record.offset, appendedAtMs: record.timestampMs, isRejected });
    this.forgetOld();
  }

  placeOf(identity: string): KnownOutcome | undefined {
    const place = this.known.get(identity);
    return place === undefined || this.isOld(place) ? undefined : place;
  }

  private forgetOld(): void {
    for (const [identity, place] of this.known) {
      if (this.known.size <= this.options.maxOutcomes && !this.isOld(place)) return;
      this.known.delete(identity);
    }
  }

  private isOld({ appendedAtMs }: KnownOutcome): boolean {
    return appendedAtMs < this.clock.nowMs() - this.options.forMs;
  }
}
