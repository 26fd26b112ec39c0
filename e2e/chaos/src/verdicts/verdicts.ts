import { unreported } from '../faults/fault';
import type { Findings } from './findings';

export interface Verdict {
  readonly what: string;
  readonly holds: boolean;
  /** What was found, for people. */
  readonly found: string;
}

/** Later records of all ids, at most. */
const maxLaterShare = 0.001;
const minWithinSloShare = 0.99;
/** By how much the p99 of calm requests may pass the baseline's: it is an estimate from a few thousand requests. */
const maxP99Ratio = 1.25;
/** In windows most of what waits is late; what is not hurt is to be in time, and nobody is to wait for ever. */
const minFaultyShare = 0.25;
const maxFaultyP95Ms = 30_000;
/**
 * Whoever may wait longer than any fault lasts is answered in time, unless its batch has to leave while nothing can: with the
 * oldest of a batch those go that came just after it.
 */
const minPatientShare = 0.9;
const minOutlastingShare = 0.99;
/** Functions run a request again after faults and timeouts only. */
const maxItemsPerRequest = 1.25;
const maxServiceMb = 1_000;
/** Longer than any fault keeps the door from being read. */
const maxUnreadMs = 20_000;

const percent = (share: number): string => `${(100 * share).toFixed(3)} %`;
const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function ofAttribution({ later }: Findings): Verdict {
  const unattributed = later.filter(({ fault }) => fault === undefined).length;
  return { what: 'every later record has its fault', holds: unattributed === 0, found: `${unattributed} without` };
}

function ofLaterShare({ later, sent }: Findings): Verdict {
  const share = shareOf(later.length, sent);
  const disagreeing = later.filter(({ agrees }) => !agrees).length;
  return {
    what: `later records at most ${percent(maxLaterShare)} of ids`,
    holds: share <= maxLaterShare,
    found: `${later.length}, ${percent(share)}; ${disagreeing} say something else than the first`,
  };
}

function ofTimeliness({ figures: { calm, baseline } }: Findings): Verdict[] {
  const share = shareOf(calm.withinSlo, calm.requests);
  const ratio = calm.p99Ms !== null && baseline.p99Ms ? calm.p99Ms / baseline.p99Ms : null;
  return [
    {
      what: `outside of windows at least ${percent(minWithinSloShare)} ok within the SLO`,
      holds: calm.requests > 0 && share >= minWithinSloShare,
      found: `${percent(share)} of ${calm.requests}`,
    },
    {
      what: `outside of windows p99 at most ${maxP99Ratio} times the baseline's`,
      holds: ratio !== null && ratio <= maxP99Ratio,
      found: `${calm.p99Ms} ms to ${baseline.p99Ms} ms: ${ratio === null ? 'unknown' : ratio.toFixed(2)}`,
    },
  ];
}

function ofWindows({ figures: { faulty, patient, patientOutlasting } }: Findings): Verdict[] {
  const share = shareOf(faulty.withinSlo, faulty.requests);
  const patientShare = shareOf(patient.withinSlo, patient.requests);
  const outlastingShare = shareOf(patientOutlasting.withinSlo, patientOutlasting.requests);
  return [
    {
      what: `in windows at least ${percent(minFaultyShare)} ok within the SLO, p95 at most ${maxFaultyP95Ms} ms`,
      holds: faulty.requests === 0 || (share >= minFaultyShare && (faulty.p95Ms ?? 0) <= maxFaultyP95Ms),
      found: `${percent(share)} of ${faulty.requests}, p95 ${faulty.p95Ms} ms`,
    },
    {
      what: `whoever may wait for long: at least ${percent(minPatientShare)} ok within the SLO, faults or not`,
      holds: patient.requests > 0 && patientShare >= minPatientShare,
      found: `${percent(patientShare)} of ${patient.requests}`,
    },
    {
      what: `of those whose last seconds no fault touched at least ${percent(minOutlastingShare)}`,
      holds: patientOutlasting.requests > 0 && outlastingShare >= minOutlastingShare,
      found: `${percent(outlastingShare)} of ${patientOutlasting.requests}`,
    },
  ];
}

function ofAftermath({ aftermath, sent, troubled }: Findings): Verdict[] {
  const perRequest = shareOf(aftermath.itemsRun, sent + troubled.sent);
  return [
    {
      what: `functions ran at most ${maxItemsPerRequest} items a request`,
      holds: perRequest <= maxItemsPerRequest,
      found: perRequest.toFixed(3),
    },
    {
      what: `no service holds more than ${maxServiceMb} MB afterwards`,
      holds: aftermath.largestMb > 0 && aftermath.largestMb <= maxServiceMb,
      found: `${Math.round(aftermath.largestMb)} MB`,
    },
  ];
}

/** What was sent to do harm, what another deployment did, and what is left afterwards. */
function ofNeighbours({ troubled, staging, aftermath, wrongOutputs }: Findings): Verdict[] {
  return [
    {
      what: 'every answer is that of its own inputs',
      holds: wrongOutputs.length === 0,
      found: `${wrongOutputs.length} are not`,
    },
    {
      what: 'every request that made trouble has an outcome, every unreadable record a dead letter',
      holds: troubled.lost.length === 0 && aftermath.deadLetters >= troubled.unreadable,
      found: `${troubled.lost.length} of ${troubled.sent} lost, ${aftermath.deadLetters} letters of ${troubled.unreadable}`,
    },
    {
      what: 'the deployment beside it answered its own requests, and nobody else’s',
      holds: staging.acknowledged > 0 && staging.lost.length === 0 && staging.foreign === 0,
      found: `${staging.lost.length} of ${staging.acknowledged} lost, ${staging.foreign} of others`,
    },
    {
      what: 'nothing is left in topics and buffers afterwards',
      holds: aftermath.lag === 0 && aftermath.waitingKeys === 0,
      found: `${aftermath.lag} records, ${aftermath.waitingKeys} buffers`,
    },
  ];
}

/** What was not read when its topic was deleted is gone by that deed alone, and what was long there had been read. */
function ofCutOff({ cutOffMs }: Findings): Verdict {
  const longestMs = Math.max(0, ...cutOffMs);
  return {
    what: `what went with its topic had come within ${maxUnreadMs} ms before`,
    holds: longestMs <= maxUnreadMs,
    found: `${cutOffMs.length} requests, ${Math.round(longestMs)} ms`,
  };
}

function ofClocks({ faults }: Findings): Verdict {
  const wrong = faults.filter(({ kind }) => kind === 'clock');
  const silent = wrong.filter(({ note }) => note.includes(unreported)).length;
  return {
    what: 'every clock that is wrong is told',
    holds: silent === 0,
    found: `${silent} of ${wrong.length} are not`,
  };
}

/** What must hold however slow the machine is and however many faults there are. */
export const verdictsOfDelivery = (findings: Findings): Verdict[] => [
  {
    what: 'every acknowledged id has an outcome',
    holds: findings.lost.length === 0 && findings.acknowledged > 0,
    found: `${findings.lost.length} of ${findings.acknowledged} lost`,
  },
  {
    what: 'both readers saw the same first record of every id',
    holds: findings.differing.length === 0,
    found: `${findings.differing.length} differ`,
  },
  { what: 'no outcome without a request', holds: findings.foreign === 0, found: `${findings.foreign}` },
  ofCutOff(findings),
  ofClocks(findings),
  ...ofNeighbours(findings),
  ofAttribution(findings),
  {
    what: 'no service ends without a fault',
    holds: findings.unexplainedExits.length === 0,
    found: `${findings.unexplainedExits.length} did`,
  },
];

/** All that a run is judged by. */
export const verdictsOf = (findings: Findings): Verdict[] => [
  ...verdictsOfDelivery(findings),
  ofLaterShare(findings),
  ...ofTimeliness(findings),
  ...ofWindows(findings),
  ...ofAftermath(findings),
];
