import type { SearchLimit } from '../grouping/search-limit';
import type { Arrangement, PlacedGroup } from './arrangement';
import { movesOf, type Move } from './moves';
import type { Placing } from './placing';

/** A move has to save at least this part of the cost. */
const minSaving = 1e-9;

/** Makes an arrangement cheaper, move by move, until none of those tried saves anything. */
export function improved(placing: Placing, start: Arrangement, limit: SearchLimit): Arrangement {
  let best = start;
  for (let better = nextBetter(placing, best, limit); better !== null; better = nextBetter(placing, best, limit)) {
    best = better;
  }
  return best;
}

function nextBetter(placing: Placing, arrangement: Arrangement, limit: SearchLimit): Arrangement | null {
  for (const move of movesOf(arrangement, (members) => placing.suitable(members))) {
    if (limit.isReached) return null;
    const made = apply(placing, arrangement, move);
    if (made !== null && made.costPerSecond < arrangement.costPerSecond * (1 - minSaving)) return made;
  }
  return null;
}

function apply(placing: Placing, arrangement: Arrangement, { removed, added, onFunction }: Move): Arrangement | null {
  const rest = arrangement.with([], removed);
  if (onFunction === undefined) return placing.placeAll(added, rest);
  let made: Arrangement | null = rest;
  for (const members of added) {
    const placed: PlacedGroup | null = placing.placeOn(members, onFunction, made);
    if (placed === null) return null;
    made = made.with([placed]);
  }
  return made;
}
