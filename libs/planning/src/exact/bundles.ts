import type { Member } from '../provisioning/provision';

/** Members of nearly equal SLO that are kept together, and what they count as: one member as tight as the tightest. */
export interface Bundle {
  readonly whole: Member;
  readonly members: readonly Member[];
}

/** Attainments that are distinguished; members between two of them count as the stricter one. */
const maxReaches = 4;
const halvings = 40;

/**
 * At most `most` bundles of members, each within the least ratio of SLOs with which so many are enough.
 * @param members in order of SLO.
 */
export function bundlesOf(members: readonly Member[], max: number): Bundle[] {
  const classes = byReach(members);
  if (members.length <= max) return members.map((member) => ({ whole: member, members: [member] }));
  let tooMany = 0;
  let enough = Math.log(members[members.length - 1]!.sloSeconds / members[0]!.sloSeconds);
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (tooMany + enough) / 2;
    if (cut(classes, middle).length > max) tooMany = middle;
    else enough = middle;
  }
  return cut(classes, enough);
}

/** Members of the same or nearly the same reach, each list in order of SLO. */
function byReach(members: readonly Member[]): Member[][] {
  const reaches = [...new Set(members.map(({ reach }) => reach))].sort((one, other) => one - other);
  const size = Math.ceil(reaches.length / maxReaches);
  const classOf = new Map(reaches.map((reach, index) => [reach, Math.floor(index / size)]));
  const classes: Member[][] = Array.from({ length: Math.ceil(reaches.length / size) }, () => []);
  for (const member of members) classes[classOf.get(member.reach)!]!.push(member);
  return classes;
}

/** @param logRatio of the most lenient SLO of a bundle to the tightest. */
function cut(classes: readonly (readonly Member[])[], logRatio: number): Bundle[] {
  const ratio = Math.exp(logRatio);
  return classes.flatMap((members) => {
    const runs: Member[][] = [];
    for (const member of members) {
      const open = runs[runs.length - 1];
      if (open !== undefined && member.sloSeconds <= open[0]!.sloSeconds * ratio) open.push(member);
      else runs.push([member]);
    }
    return runs.map(bundleOf);
  });
}

/** The same bundles, those cut in halves that are more than can be served as one. */
export const servedBundles = (bundles: readonly Bundle[], isServed: (whole: Member) => boolean): Bundle[] =>
  bundles.flatMap((bundle): Bundle[] => {
    const { whole, members } = bundle;
    if (members.length === 1 || isServed(whole)) return [bundle];
    const half = Math.ceil(members.length / 2);
    return servedBundles([members.slice(0, half), members.slice(half)].map(bundleOf), isServed);
  });

const bundleOf = (members: readonly Member[]): Bundle => ({
  whole: {
    name: members[0]!.name,
    sloSeconds: members[0]!.sloSeconds,
    rateHz: members.reduce((sum, { rateHz }) => sum + rateHz, 0),
    reach: Math.max(...members.map(({ reach }) => reach)),
  },
  members,
});
