import type { Findings } from './findings';

export interface Verdict {
  readonly what: string;
  readonly holds: boolean;
  /** What was found, for people. */
  readonly found: string;
}

/** Later records of all ids, at most. */
const mostLaterShare = 0.001;
const leastWithinSloShare = 0.99;
/** By how much the p99 of calm requests may pass the baseline's: it is an estimate from a few thousand requests. */
const mostP99Ratio = 1.25;

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
    what: `later records at most ${percent(mostLaterShare)} of ids`,
    holds: share <= mostLaterShare,
    found: `${later.length}, ${percent(share)}; ${disagreeing} say something else than the first`,
  };
}

function ofTimeliness({ figures: { calm, baseline } }: Findings): Verdict[] {
  const share = shareOf(calm.withinSlo, calm.requests);
  const ratio = calm.p99Ms !== null && baseline.p99Ms ? calm.p99Ms / baseline.p99Ms : null;
  return [
    {
      what: `outside of windows at least ${percent(leastWithinSloShare)} ok within the SLO`,
      holds: calm.requests > 0 && share >= leastWithinSloShare,
      found: `${percent(share)} of ${calm.requests}`,
    },
    {
      what: `outside of windows p99 at most ${mostP99Ratio} times the baseline's`,
      holds: ratio !== null && ratio <= mostP99Ratio,
      found: `${calm.p99Ms} ms to ${baseline.p99Ms} ms: ${ratio === null ? 'unknown' : ratio.toFixed(2)}`,
    },
  ];
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
];
