import type { RequestLedger } from '../traffic/request-ledger';
import type { OutcomeRecord } from './outcome-record';

/** A record that came after another one of its id. */
export interface LaterRecord {
  readonly request: number;
  readonly record: OutcomeRecord;
}

/** What one reader read: the first record of each request, and all later ones. */
export class OutcomeIndex {
  private readonly firsts: (OutcomeRecord | undefined)[] = [];
  private readonly nextOffset = new Map<number, number>();
  readonly later: LaterRecord[] = [];
  /** Ids of requests that make trouble and have an outcome. */
  readonly troubled = new Set<string>();
  /** Records of ids that nobody sent. */
  readonly foreign: OutcomeRecord[] = [];
  private answers = 0;

  constructor(private readonly book: RequestLedger) {}

  /** Requests with at least one record. */
  get answered(): number {
    return this.answers;
  }

  first(request: number): OutcomeRecord | undefined {
    return this.firsts[request];
  }

  /** Takes the records of a partition in order; one that was taken before, as after a reader's restart, is ignored. */
  take(record: OutcomeRecord): void {
    if (record.offset < (this.nextOffset.get(record.partition) ?? 0)) return;
    this.nextOffset.set(record.partition, record.offset + 1);
    const request = this.book.numberOf(record.id);
    if (this.book.isHostile(record.id)) this.troubled.add(record.id);
    else if (request === undefined) this.foreign.push(record);
    else if (this.firsts[request] !== undefined) this.later.push({ request, record });
    else {
      this.firsts[request] = record;
      this.answers += 1;
    }
  }
}
