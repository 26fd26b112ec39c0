import type { FaultLog } from '../faults/fault-log';
import type { FaultWindow } from '../faults/fault';
import type { OutcomeIndex } from '../outcomes/outcome-index';
import type { RequestBook } from '../traffic/request-book';
import { calmFigures, type CalmFigures, type CalmTerms } from './calm-requests';
import { judgeLater, type JudgedLater } from './later-records';

/** What a run has shown. */
export interface Findings {
  readonly sent: number;
  readonly acknowledged: number;
  /** Ids that Kafka acknowledged and that have no outcome in the log. */
  readonly lost: readonly string[];
  /** Ids whose first record differs between the two readers, or that only one of them saw. */
  readonly differing: readonly string[];
  /** Outcomes of ids that nobody sent. */
  readonly foreign: number;
  readonly later: readonly JudgedLater[];
  readonly figures: CalmFigures;
  readonly faults: readonly FaultWindow[];
  /** Exits of services that no fault explains. */
  readonly unexplainedExits: readonly FaultWindow[];
}

export interface Evidence {
  readonly book: RequestBook;
  readonly log: FaultLog;
  /** As a client saw it. */
  readonly live: OutcomeIndex;
  /** As an outside reader found it afterwards. */
  readonly audit: OutcomeIndex;
}

export function findingsOf(evidence: Evidence, terms: CalmTerms): Findings {
  const { book, log, audit } = evidence;
  return {
    sent: book.sent,
    acknowledged: book.acknowledged,
    ...compared(evidence),
    foreign: audit.foreign.length,
    later: judgeLater(audit, book, log),
    figures: calmFigures(audit, book, log, terms),
    faults: log.all(),
    unexplainedExits: unexplainedExits(log),
  };
}

function compared({ book, live, audit }: Evidence): Pick<Findings, 'lost' | 'differing'> {
  const lost: string[] = [];
  const differing: string[] = [];
  for (let request = 0; request < book.sent; request += 1) {
    const seen = live.first(request);
    const found = audit.first(request);
    if (found === undefined && book.isAcknowledged(request)) lost.push(book.idOf(request));
    const same =
      seen?.partition === found?.partition &&
      seen?.offset === found?.offset &&
      seen?.fingerprint === found?.fingerprint;
    if (!same) differing.push(book.idOf(request));
  }
  return { lost, differing };
}

/** A service may end while what it needs is away, and be started again; with nothing amiss it must not. */
function unexplainedExits(log: FaultLog): FaultWindow[] {
  const isExit = ({ kind }: FaultWindow): boolean => kind === 'exit';
  return log.all().filter((exit) => isExit(exit) && log.during(exit.startMs, exit.startMs).every(isExit));
}
