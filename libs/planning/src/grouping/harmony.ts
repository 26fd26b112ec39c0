import { funcProvision } from '../provisioning/func-provision';
import { inOrderOfSlo, type Member, type PlanningContext } from '../provisioning/provision';
import { costPerSecondOf, type Group } from './group';
import { kneeRateHz } from './knee';
import { SearchLimit } from './search-limit';

/** Algorithm 1: two-stage merging of neighbours in order of SLO, wherever the merged group is strictly cheaper. */
export const harmony = (context: PlanningContext, members: readonly Member[], limit: SearchLimit): Group[] =>
  merged(context, members, limit).groups;

/** What the groups cost in a second by Eq. 6: each app alone, and after every merge of Algorithm 1 (Fig. 13). */
export const harmonySteps = (context: PlanningContext, members: readonly Member[]): readonly number[] =>
  merged(context, members, new SearchLimit()).costsPerSecond;

function merged(context: PlanningContext, members: readonly Member[], limit: SearchLimit): Merging {
  const merging = new Merging(
    context,
    inOrderOfSlo(members).map((member) => alone(context, member)),
    limit,
  );
  merging.gatherCpuRuns();
  merging.joinNeighbours();
  return merging;
}

function alone(context: PlanningContext, member: Member): Group {
  const provision = funcProvision(context, [member]);
  if (provision === null) throw new Error(`no function can serve ${member.name} alone`);
  return { members: [member], rateHz: member.rateHz, provision };
}

class Merging {
  readonly costsPerSecond: number[];
  private readonly knees = new Map<number, number>();

  constructor(
    private readonly context: PlanningContext,
    readonly groups: Group[],
    private readonly limit: SearchLimit,
  ) {
    this.costsPerSecond = [sum(groups.map(costPerSecondOf))];
  }

  /** Stage 1: runs of CPU groups are merged as soon as their joint rate passes the knee between CPU and GPU. */
  gatherCpuRuns(): void {
    let first = 0;
    let rateHz = 0;
    for (let index = 0; index < this.groups.length && !this.limit.isReached; index += 1) {
      const group = this.groups[index]!;
      if (group.provision.shape.type === 'gpu') {
        first = index + 1;
        rateHz = 0;
        continue;
      }
      rateHz += group.rateHz;
      if (rateHz <= this.kneeOf(this.groups[first]!)) continue;
      this.merge(first, index);
      index = first;
      first += 1;
      rateHz = 0;
    }
  }

  /** Stage 2: neighbours of which one runs on a GPU are merged, again and again, from the tightest SLO on. */
  joinNeighbours(): void {
    let index = 0;
    while (index < this.groups.length - 1 && !this.limit.isReached) {
      const gpu = [index, index + 1].some((at) => this.groups[at]!.provision.shape.type === 'gpu');
      if (!gpu || !this.merge(index, index + 1)) index += 1;
    }
  }

  /** Replaces the groups `first..last` by one where that is strictly cheaper than its parts together. */
  private merge(first: number, last: number): boolean {
    const parts = this.groups.slice(first, last + 1);
    if (parts.length < 2) return false;
    const members = inOrderOfSlo(parts.flatMap((group) => group.members));
    const provision = funcProvision(this.context, members);
    if (provision === null) return false;
    const joined: Group = { members, rateHz: sum(parts.map((group) => group.rateHz)), provision };
    if (costPerSecondOf(joined) >= sum(parts.map(costPerSecondOf))) return false;
    this.groups.splice(first, parts.length, joined);
    this.costsPerSecond.push(sum(this.groups.map(costPerSecondOf)));
    return true;
  }

  private kneeOf({ members }: Group): number {
    const { sloSeconds } = members[0]!;
    const known = this.knees.get(sloSeconds);
    if (known !== undefined) return known;
    const knee = kneeRateHz(this.context, sloSeconds);
    this.knees.set(sloSeconds, knee);
    return knee;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
