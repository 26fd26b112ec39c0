import type { Member } from '../provisioning/provision';

/** Windows of the groups that end with the same member, one for each first member; all grow by one member at a time. */
export class OpenWindows {
  readonly rateHz: Float64Array;
  /** Mean window beyond the first member's timeout, times the rate. */
  private readonly weighted: Float64Array;
  private readonly own: Float64Array;

  constructor(private readonly members: readonly Member[]) {
    this.rateHz = new Float64Array(members.length);
    this.weighted = new Float64Array(members.length);
    this.own = new Float64Array(members.length);
  }

  spreadSeconds(first: number): number {
    return this.weighted[first]! / this.rateHz[first]!;
  }

  /** Every group that begins at or before `last` takes it in; the recurrence of the exact mean window. */
  extendTo(last: number): void {
    const { rateHz, weighted, own, members } = this;
    const rate = members[last]!.rateHz;
    const gapSeconds = last === 0 ? 0 : members[last]!.sloSeconds - members[last - 1]!.sloSeconds;
    for (let first = 0; first < last; first += 1) {
      if (gapSeconds > 0) {
        const settled = (1 + weighted[first]!) / rateHz[first]!;
        own[first] = settled + (own[first]! - settled) * Math.exp(-rateHz[first]! * gapSeconds);
      }
      weighted[first]! += rate * own[first]!;
      rateHz[first]! += rate;
    }
    rateHz[last] = rate;
  }
}
