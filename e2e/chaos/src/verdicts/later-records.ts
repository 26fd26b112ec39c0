import type { FaultLog } from '../faults/fault-log';
import type { FaultWindow } from '../faults/fault';
import type { OutcomeIndex } from '../outcomes/outcome-index';
import type { OutcomeRecord } from '../outcomes/outcome-record';
import type { RequestLedger } from '../traffic/request-ledger';

/** A later record, the first one of its id, and the fault that it is put down to. */
export interface JudgedLater {
  readonly id: string;
  readonly first: OutcomeRecord;
  readonly later: OutcomeRecord;
  /** They say the same: status, outputs and error code. */
  readonly agrees: boolean;
  /** The latest fault in whose window the request lived or the record was written; undefined where there was none. */
  readonly fault: FaultWindow | undefined;
}

/** A request lives from its first send to the record in question. */
export function judgeLater(index: OutcomeIndex, book: RequestLedger, log: FaultLog): JudgedLater[] {
  return index.later.map(({ request, record }) => {
    const first = index.first(request) ?? record;
    const [fault] = log.during(book.sentAt(request), record.appendedAtMs);
    return { id: record.id, first, later: record, agrees: first.fingerprint === record.fingerprint, fault };
  });
}
