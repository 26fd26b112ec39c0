import { Followers, meanWindowSeconds, type ArrivalClasses } from '@harmonybatch/model';
import type { Member } from '../provisioning/provision';

/** SLOs that are distinguished in a first, optimistic look at a long run. */
const maxClasses = 16;

/** Members that stand next to each other in the order of SLO: `first` to `last` of a list, a candidate for a group. */
export class SloRun {
  readonly rateHz: number;
  /** The most lenient promise among them. */
  readonly minReach: number;
  /** Whether all members have the same reach: then their timeouts differ as their SLOs do, whatever the function. */
  readonly isEven: boolean;
  private small: Float64Array | null = null;
  private large: Float64Array | null = null;
  private optimistic: Float64Array | null = null;

  /** @param spreadSeconds mean of the window beyond the first member's timeout, were all reaches equal. */
  constructor(
    readonly members: readonly Member[],
    readonly first: number,
    readonly last: number,
    readonly spreadSeconds: number,
    private readonly workspace: Workspace,
  ) {
    let rateHz = 0;
    let minReach = Infinity;
    let maxReach = -Infinity;
    for (let index = first; index <= last; index += 1) {
      const member = members[index]!;
      rateHz += member.rateHz;
      minReach = Math.min(minReach, member.reach);
      maxReach = Math.max(maxReach, member.reach);
    }
    this.rateHz = rateHz;
    this.minReach = minReach;
    this.isEven = minReach === maxReach;
  }

  get sloSeconds(): number {
    return this.members[this.first]!.sloSeconds;
  }

  list(): Member[] {
    return this.members.slice(this.first, this.last + 1);
  }

  /** Coefficients of `H` (see `Followers`), at least `terms` of them; computed once they are asked for. */
  followers(terms: number): Float64Array {
    const { small, large } = this.workspace;
    if (this.large !== null) return this.large;
    if (terms > small.terms) return (this.large = large.compute(this.classes()).slice());
    return (this.small ??= small.compute(this.classes()).slice());
  }

  /**
   * Coefficients of `H` where SLOs are rounded up to `mostClasses` values: every window is at least as long as in truth,
   * so batches are at least as large.
   * @returns null where the members' SLOs are so few that `followers` costs no more.
   */
  optimisticFollowers(terms: number): Float64Array | null {
    if (this.last - this.first < 2 * maxClasses || this.large !== null) return null;
    const { large } = this.workspace;
    if (terms > large.terms) return null;
    return (this.optimistic ??= large.compute(this.roundedClasses()).slice());
  }

  private roundedClasses(): ArrivalClasses {
    const { gapSeconds, rateHz } = this.workspace.room(maxClasses + 1);
    const size = Math.ceil((this.last - this.first) / maxClasses);
    gapSeconds[0] = 0;
    rateHz[0] = this.members[this.first]!.rateHz;
    let count = 1;
    for (let index = this.first + 1; index <= this.last; index += size, count += 1) {
      const end = Math.min(this.last, index + size - 1);
      gapSeconds[count] = this.members[end]!.sloSeconds - this.sloSeconds;
      rateHz[count] = 0;
      for (let one = index; one <= end; one += 1) rateHz[count]! += this.members[one]!.rateHz;
    }
    return { gapSeconds, rateHz, count };
  }

  /** Members of equal SLO count as one: that changes nothing and costs less. */
  private classes(): ArrivalClasses {
    const { gapSeconds, rateHz } = this.workspace.room(this.last - this.first + 1);
    let count = 0;
    for (let index = this.first; index <= this.last; index += 1) {
      const gap = this.members[index]!.sloSeconds - this.sloSeconds;
      if (count > 0 && gapSeconds[count - 1] === gap) rateHz[count - 1]! += this.members[index]!.rateHz;
      else {
        gapSeconds[count] = gap;
        rateHz[count] = this.members[index]!.rateHz;
        count += 1;
      }
    }
    return { gapSeconds, rateHz, count };
  }
}

/** Memory that the search uses again and again. */
export class Workspace {
  readonly small: Followers;
  readonly large: Followers;
  readonly probabilities: Float64Array;
  private gaps = new Float64Array(64);
  private rates = new Float64Array(64);

  constructor(smallBatch: number, largestBatch: number) {
    this.small = new Followers(Math.max(1, smallBatch - 1));
    this.large = new Followers(Math.max(1, largestBatch - 1));
    this.probabilities = new Float64Array(largestBatch);
  }

  room(count: number): { readonly gapSeconds: Float64Array; readonly rateHz: Float64Array } {
    if (count > this.gaps.length) {
      this.gaps = new Float64Array(2 * count);
      this.rates = new Float64Array(2 * count);
    }
    return { gapSeconds: this.gaps, rateHz: this.rates };
  }
}

/** Members in order of SLO as a run of their own. */
export function runOf(members: readonly Member[], workspace: Workspace): SloRun {
  const apps = members.map(({ sloSeconds, rateHz }) => ({
    timeoutSeconds: sloSeconds - members[0]!.sloSeconds,
    rateHz,
  }));
  return new SloRun(members, 0, members.length - 1, meanWindowSeconds(apps), workspace);
}
