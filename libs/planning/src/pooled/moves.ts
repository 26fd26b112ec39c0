import type { Member } from '../provisioning/provision';
import type { Arrangement, PlacedGroup } from './arrangement';

/** Another way to group: these groups go, and their members are grouped so. */
export interface Move {
  readonly removed: readonly PlacedGroup[];
  readonly added: readonly (readonly Member[])[];
  /** Where they all go; absent: each to whichever function is best. */
  readonly onFunction?: string;
}

/** Up to this many members every one of them is tried in every other group. */
const fewMembers = 16;
const fewGroups = 8;
const maxCuts = 12;

/** Everything that is tried to make an arrangement cheaper, the likeliest first. */
export function* movesOf(
  { groups, functions }: Arrangement,
  suitable: (members: readonly Member[]) => string[],
): Iterable<Move> {
  const count = groups.reduce((sum, { members }) => sum + members.length, 0);
  for (const group of groups) yield { removed: [group], added: [group.members] };
  yield* onOneFunction(groups, [...functions]);
  yield* merges(groups);
  for (const group of groups) yield* splits(group);
  yield* count <= fewMembers ? transfers(groups) : shifts(groups);
  if (groups.length <= fewGroups) yield* together(groups, suitable);
}

/** All groups on one of the functions in use. */
function* onOneFunction(groups: readonly PlacedGroup[], functions: readonly string[]): Iterable<Move> {
  if (functions.length < 2) return;
  for (const onFunction of functions)
    yield { removed: groups, added: groups.map(({ members }) => members), onFunction };
}

function* merges(groups: readonly PlacedGroup[]): Iterable<Move> {
  for (let one = 0; one < groups.length; one += 1) {
    const last = groups.length <= fewGroups ? groups.length - 1 : Math.min(one + 1, groups.length - 1);
    for (let other = one + 1; other <= last; other += 1) {
      const removed = [groups[one]!, groups[other]!];
      yield { removed, added: [removed.flatMap(({ members }) => members)] };
    }
  }
}

function* splits(group: PlacedGroup): Iterable<Move> {
  const { members } = group;
  const step = Math.max(1, Math.floor(members.length / maxCuts));
  for (let cut = step; cut < members.length; cut += step) {
    yield { removed: [group], added: [members.slice(0, cut), members.slice(cut)] };
  }
}

/** One member goes to another group, or two change places. */
function* transfers(groups: readonly PlacedGroup[]): Iterable<Move> {
  for (const from of groups) {
    for (const member of from.members) {
      const rest = from.members.filter((one) => one !== member);
      if (rest.length > 0) yield { removed: [from], added: [rest, [member]] };
      for (const to of groups) {
        if (to === from) continue;
        const added = [...(rest.length > 0 ? [rest] : []), [...to.members, member]];
        yield { removed: [from, to], added };
        for (const back of to.members) {
          const others = to.members.filter((one) => one !== back);
          if (rest.length > 0 || others.length > 0)
            yield {
              removed: [from, to],
              added: [
                [...rest, back],
                [...others, member],
              ],
            };
        }
      }
    }
  }
}

/** The members at the end of a group go to the next one, or the first of that one come. */
function* shifts(groups: readonly PlacedGroup[]): Iterable<Move> {
  for (let index = 0; index + 1 < groups.length; index += 1) {
    const [one, other] = [groups[index]!, groups[index + 1]!];
    for (let count = 1; count < Math.max(one.members.length, other.members.length); count *= 2) {
      if (count < one.members.length) {
        const cut = one.members.length - count;
        yield {
          removed: [one, other],
          added: [one.members.slice(0, cut), [...one.members.slice(cut), ...other.members]],
        };
      }
      if (count < other.members.length) {
        yield {
          removed: [one, other],
          added: [[...one.members, ...other.members.slice(0, count)], other.members.slice(count)],
        };
      }
    }
  }
}

/** Two groups on one function that suits the first of them. */
function* together(groups: readonly PlacedGroup[], suitable: (members: readonly Member[]) => string[]): Iterable<Move> {
  for (const one of groups) {
    for (const other of groups) {
      if (other === one) continue;
      for (const onFunction of suitable(one.members))
        yield { removed: [one, other], added: [one.members, other.members], onFunction };
    }
  }
}
