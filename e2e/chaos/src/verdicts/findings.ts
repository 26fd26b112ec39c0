import { createHash } from 'node:crypto';
import type { FaultLog } from '../faults/fault-log';
import type { FaultWindow } from '../faults/fault';
import type { OutcomeIndex } from '../outcomes/outcome-index';
import type { RequestLedger } from '../traffic/request-ledger';
import type { Aftermath } from './aftermath';
import { CutOff, unanswered } from './cut-off';
import { calmFigures, type CalmFigures, type CalmOptions } from './calm-requests';
import { judgeLater, type JudgedLater } from './later-records';

/** What a run has shown. */
export interface Findings {
  readonly sent: number;
  readonly acknowledged: number;
  /** Ids that Kafka acknowledged and that have no outcome in the log. */
  readonly lost: readonly string[];
  /** How long before their topic was there anew the requests were acknowledged that nobody had read by then, ms. */
  readonly cutOffMs: readonly number[];
  /** Ids whose first record differs between the two readers, or that only one of them saw. */
  readonly differing: readonly string[];
  /** Outcomes of ids that nobody sent. */
  readonly foreign: number;
  /** Ids whose function answered other inputs than theirs. */
  readonly wrongOutputs: readonly string[];
  /** Requests that made trouble, and those of them without an outcome. */
  readonly troubled: { readonly sent: number; readonly lost: readonly string[]; readonly unreadable: number };
  /** Of the deployment beside it: what was acknowledged there, and what has no outcome there. */
  readonly staging: { readonly acknowledged: number; readonly lost: readonly string[]; readonly foreign: number };
  readonly aftermath: Aftermath;
  readonly later: readonly JudgedLater[];
  readonly figures: CalmFigures;
  readonly faults: readonly FaultWindow[];
  /** Exits of services that no fault explains. */
  readonly unexplainedExits: readonly FaultWindow[];
}

export interface Evidence {
  readonly book: RequestLedger;
  readonly log: FaultLog;
  /** As a client saw it. */
  readonly live: OutcomeIndex;
  /** As an outside reader found it afterwards. */
  readonly audit: OutcomeIndex;
  readonly stagingBook: RequestLedger;
  readonly stagingAudit: OutcomeIndex;
  /** Ids that were read at the door, where it was made anew. */
  readonly accepted: ReadonlySet<string>;
  readonly aftermath: Aftermath;
  /** Records that were sent and are no requests. */
  readonly unreadable: number;
}

export function findingsOf(evidence: Evidence, terms: CalmOptions): Findings {
  const { book, log, audit, stagingBook, stagingAudit } = evidence;
  const cutOff = new CutOff(book, evidence.accepted);
  return {
    sent: book.sent,
    acknowledged: book.acknowledged,
    ...lostAndCutOff(evidence, cutOff),
    ...compared(evidence),
    foreign: audit.foreign.length,
    wrongOutputs: wrongOutputs(book, audit),
    troubled: {
      sent: book.hostileIds.size,
      lost: cutOff.troubleLeft(audit),
      unreadable: evidence.unreadable,
    },
    staging: {
      acknowledged: stagingBook.acknowledged,
      lost: lostOf(stagingBook, stagingAudit),
      foreign: stagingAudit.foreign.length,
    },
    aftermath: evidence.aftermath,
    later: judgeLater(audit, book, log),
    figures: calmFigures(audit, book, log, terms),
    faults: log.all(),
    unexplainedExits: unexplainedExits(log),
  };
}

/** Acknowledged ids without an outcome. */
const lostOf = (book: RequestLedger, audit: OutcomeIndex): string[] =>
  unanswered(book, audit).map((request) => book.idOf(request));

/** Outputs follow from the inputs, which hold the id: every `ok` answer can be held against its request. */
function wrongOutputs(book: RequestLedger, audit: OutcomeIndex): string[] {
  const wrong: string[] = [];
  for (let request = 0; request < book.sent; request += 1) {
    const first = audit.first(request);
    const id = book.idOf(request);
    if (first?.status === 'ok' && first.digest !== digestOf(id)) wrong.push(id);
  }
  return wrong;
}

/** What the emulator answers to the inputs of a request. */
const digestOf = (id: string): string =>
  createHash('sha256')
    .update(JSON.stringify({ of: id }))
    .digest('hex')
    .slice(0, 16);

function compared({ book, live, audit }: Evidence): Pick<Findings, 'differing'> {
  const differing: string[] = [];
  for (let request = 0; request < book.sent; request += 1) {
    const seen = live.first(request);
    const found = audit.first(request);
    const same =
      seen?.partition === found?.partition &&
      seen?.offset === found?.offset &&
      seen?.fingerprint === found?.fingerprint;
    if (!same) differing.push(book.idOf(request));
  }
  return { differing };
}

/** Requests without an outcome, and those of them that went with their topic. */
function lostAndCutOff({ book, audit }: Evidence, cutOff: CutOff): Pick<Findings, 'lost' | 'cutOffMs'> {
  const left = unanswered(book, audit).map((request) => ({ request, beforeMs: cutOff.beforeMs(request) }));
  return {
    lost: left.flatMap(({ request, beforeMs }) => (beforeMs === null ? [book.idOf(request)] : [])),
    cutOffMs: left.flatMap(({ beforeMs }) => beforeMs ?? []),
  };
}

/** A service may end while what it needs is away, and be started again; with nothing amiss it must not. */
function unexplainedExits(log: FaultLog): FaultWindow[] {
  const isExit = ({ kind }: FaultWindow): boolean => kind === 'exit';
  return log.all().filter((exit) => isExit(exit) && log.during(exit.startMs, exit.startMs).every(isExit));
}
