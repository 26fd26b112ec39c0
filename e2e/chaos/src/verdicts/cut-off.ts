import type { OutcomeIndex } from '../outcomes/outcome-index';
import type { RequestLedger } from '../traffic/request-ledger';

/** What went with the topic of requests: it was there before the new one was, and is not among what was read. */
export class CutOff {
  /** @param accepted ids of what was read at the door; nobody asks for them where it never was made anew */
  constructor(
    private readonly book: RequestLedger,
    private readonly accepted: ReadonlySet<string>,
  ) {}

  /** How long before its topic was there anew a request was acknowledged, ms; null where it has to be answered. */
  beforeMs(request: number): number | null {
    const acknowledgedAtMs = this.book.acknowledgedAt(request);
    const anewAtMs = this.book.topicRecreatedAfter(acknowledgedAtMs);
    return anewAtMs !== null && !this.accepted.has(this.book.idOf(request)) ? anewAtMs - acknowledgedAtMs : null;
  }

  /** Ids of requests that make trouble and have no outcome, but for those that went with their topic. */
  troubleLeft({ troubled }: OutcomeIndex): string[] {
    const isCutOff = (id: string, sentAtMs: number): boolean =>
      this.book.topicRecreatedAfter(sentAtMs) !== null && !this.accepted.has(id);
    return [...this.book.hostileIds].flatMap(([id, sentAtMs]) =>
      troubled.has(id) || isCutOff(id, sentAtMs) ? [] : [id],
    );
  }

  /** Whether nothing that has to be answered is left, by what one reader saw. */
  isAllThatIsLeft(index: OutcomeIndex): boolean {
    if (this.troubleLeft(index).length > 0) return false;
    return unanswered(this.book, index).every((request) => this.beforeMs(request) !== null);
  }
}

/** Requests that were acknowledged and have no outcome. */
export function unanswered(book: RequestLedger, index: OutcomeIndex): number[] {
  const left: number[] = [];
  for (let request = 0; request < book.sent; request += 1) {
    if (index.first(request) === undefined && book.isAcknowledged(request)) left.push(request);
  }
  return left;
}
