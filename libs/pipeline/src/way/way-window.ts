import { LogHistogram } from '@harmonybatch/model';

const minuteMs = 60_000;
/** So many minutes are looked at; more where requests are too rare, up to the longest. */
export const usualMinutes = 10;
export const longestMinutes = 60;
/** Names of dispatchers that are remembered of one minute. */
const maxDispatchers = 64;
/** Of so few minutes nothing is said: the worst is left out, and what is left has to be more than one. */
const minMinutes = 3;
/** Of so few dispatchers none is left out. */
const minDispatchersToLeaveOneOut = 3;
/** A dispatcher stands out where the way is so many times shorter without it. */
const standsOut = 1.5;

/** What the way takes of a share of the requests. */
export interface WayQuantile {
  readonly ms: number;
  /** It rests on so many requests, of so many minutes. */
  readonly requests: number;
  readonly minutes: number;
  /** The dispatcher that is left out for being much slower than all others; null where none is. */
  readonly slowDispatcher: string | null;
}

/** What the way took of the requests of one model in the last minutes, by minute and by the dispatcher that measured. */
export class WayWindow {
  private readonly minutes = new Map<number, Map<string, LogHistogram>>();

  /** Takes in what a dispatcher measured up to `untilMs`. Minutes that are too old for any question are forgotten. */
  add(dispatcher: string, untilMs: number, ways: LogHistogram): void {
    const minute = Math.floor(untilMs / minuteMs);
    const newest = Math.max(minute, ...this.minutes.keys());
    for (const one of this.minutes.keys()) if (one <= newest - longestMinutes) this.minutes.delete(one);
    if (minute <= newest - longestMinutes) return;
    const ofMinute = this.minutes.get(minute) ?? new Map<string, LogHistogram>();
    this.minutes.set(minute, ofMinute);
    const known = ofMinute.get(dispatcher);
    if (known !== undefined) known.merge(ways);
    else if (ofMinute.size < maxDispatchers) ofMinute.set(dispatcher, ways);
  }

  /**
   * What the way takes at most of a share of the requests, by the last minutes: as many as hold `minRequests`, at least the
   * usual ones. The worst minute does not count, nor does one dispatcher that is much slower than several others.
   * @returns null where too little was measured
   */
  quantile(share: number, minRequests: number, nowMs: number): WayQuantile | null {
    const looked = this.lastMinutes(minRequests, nowMs);
    const requests = looked.reduce((sum, minute) => sum + countOf([...minute.values()]), 0);
    if (requests < minRequests || looked.length < minMinutes) return null;
    const slow = slowDispatcher(looked, share);
    const ways = looked
      .map((minute) => merged([...minute].filter(([name]) => name !== slow).map(([, ways]) => ways)))
      .filter(({ count }) => count > 0);
    return { ms: withoutSlowest(ways, share), requests, minutes: looked.length, slowDispatcher: slow };
  }

  /** Newest first. */
  private lastMinutes(minRequests: number, nowMs: number): Map<string, LogHistogram>[] {
    const present = Math.floor(nowMs / minuteMs);
    const found: Map<string, LogHistogram>[] = [];
    let requests = 0;
    for (let back = 0; back < longestMinutes && (back < usualMinutes || requests < minRequests); back += 1) {
      const minute = this.minutes.get(present - back);
      if (minute === undefined) continue;
      found.push(minute);
      requests += countOf([...minute.values()]);
    }
    return found;
  }
}

/** The dispatcher without which the way of the others is much shorter. */
function slowDispatcher(minutes: readonly ReadonlyMap<string, LogHistogram>[], share: number): string | null {
  const byName = new Map<string, LogHistogram[]>();
  for (const minute of minutes)
    for (const [name, ways] of minute) byName.set(name, [...(byName.get(name) ?? []), ways]);
  if (byName.size < minDispatchersToLeaveOneOut) return null;
  const [slowest] = [...byName]
    .map(([name, ways]) => ({ name, ms: merged(ways).quantile(share) }))
    .sort((one, other) => other.ms - one.ms);
  const others = [...byName].filter(([name]) => name !== slowest!.name).flatMap(([, ways]) => ways);
  return slowest!.ms > standsOut * merged(others).quantile(share) ? slowest!.name : null;
}

/** The quantile over all minutes but the worst of them. */
function withoutSlowest(minutes: readonly LogHistogram[], share: number): number {
  const inOrder = [...minutes].sort((one, other) => one.quantile(share) - other.quantile(share));
  return merged(inOrder.slice(0, Math.max(1, inOrder.length - 1))).quantile(share);
}

function merged(ways: readonly LogHistogram[]): LogHistogram {
  const all = new LogHistogram();
  for (const one of ways) all.merge(one);
  return all;
}

const countOf = (ways: readonly LogHistogram[]): number => ways.reduce((sum, { count }) => sum + count, 0);
