import type { Choice, OptionSearch } from '../exact/option-search';
import { runOf, type SloRun } from '../exact/slo-run';
import { inOrderOfSlo, type Member } from '../provisioning/provision';
import { Arrangement, type PlacedGroup } from './arrangement';
import { functionKey } from './function-key';
import type { Placement } from './pooled-costs';

/** Functions that a group is asked about first; more are looked for where others use all of them. */
const firstChoices = 4;
const maxKnown = 20_000;

/** What is known of a set of members that may be a group. */
interface Candidate {
  readonly members: readonly Member[];
  readonly run: SloRun;
  /** The cheapest choices of different functions, each with the function to itself. */
  choices: readonly Choice[];
  readonly onFunction: Map<string, readonly Placement[]>;
}

/** Finds the best function of a group where others are there already, whose instances it may share. */
export class Placing {
  private readonly known = new Map<string, Candidate>();
  private readonly numbers = new Map<Member, number>();

  constructor(readonly search: OptionSearch) {}

  /** Groups placed one after the other, each as is best beside those before it; null where one finds no function. */
  placeAll(
    groups: readonly (readonly Member[])[],
    beside = new Arrangement(this.search.terms, []),
  ): Arrangement | null {
    let arrangement = beside;
    for (const members of groups) {
      const placed = this.place(members, arrangement);
      if (placed === null) return null;
      arrangement = arrangement.with([placed]);
    }
    return arrangement;
  }

  /** The best function of a group beside others; null where none keeps its SLOs or has instances left. */
  place(members: readonly Member[], beside: Arrangement): PlacedGroup | null {
    const candidate = this.candidate(members);
    let best: Placement | null = null;
    let min = Infinity;
    const own = this.ownFunction(candidate, beside);
    if (own !== null) [best, min] = [own, own.costPerSecond];
    for (const key of beside.functions) {
      for (const placement of this.onFunction(candidate, key)) {
        const extra = beside.extraCost(key, placement);
        if (extra < min) [best, min] = [placement, extra];
      }
    }
    return best === null ? null : { members: candidate.members, option: best.option, load: best.load };
  }

  /** The group on one function, with the best of its batch sizes; null where it cannot be there. */
  placeOn(members: readonly Member[], key: string, beside: Arrangement): PlacedGroup | null {
    const candidate = this.candidate(members);
    let best: Placement | null = null;
    let min = Infinity;
    for (const placement of this.onFunction(candidate, key)) {
      const group = { members: candidate.members, ...placement };
      const { costPerSecond } = beside.with([group]);
      if (costPerSecond < min) [best, min] = [placement, costPerSecond];
    }
    return best === null ? null : { members: candidate.members, option: best.option, load: best.load };
  }

  /** Functions that suit a group on its own, the cheapest first. */
  suitable(members: readonly Member[]): string[] {
    return this.candidate(members).choices.map(({ option }) => functionKey(option.shape));
  }

  private ownFunction(candidate: Candidate, beside: Arrangement): Choice | null {
    for (let count = firstChoices; ; count *= 2) {
      const found = candidate.choices.find(({ option }) => !beside.uses(functionKey(option.shape)));
      if (found !== undefined) return found;
      if (candidate.choices.length < count) return null;
      candidate.choices = this.search.cheapest(candidate.run, 2 * count);
    }
  }

  private onFunction(candidate: Candidate, key: string): readonly Placement[] {
    let found = candidate.onFunction.get(key);
    if (found === undefined) {
      found = (this.search.byFunction.get(key) ?? []).flatMap((option) => {
        const load = this.search.loadFor(candidate.run, option);
        return load === null ? [] : [{ option, load }];
      });
      candidate.onFunction.set(key, found);
    }
    return found;
  }

  private candidate(given: readonly Member[]): Candidate {
    const members = inOrderOfSlo(given);
    const key = members.map((member) => this.numberOf(member)).join();
    let found = this.known.get(key);
    if (found === undefined) {
      if (this.known.size >= maxKnown) this.known.clear();
      const run = runOf(members, this.search.workspace);
      found = { members, run, choices: this.search.cheapest(run, firstChoices), onFunction: new Map() };
      this.known.set(key, found);
    }
    return found;
  }

  private numberOf(member: Member): number {
    let number = this.numbers.get(member);
    if (number === undefined) this.numbers.set(member, (number = this.numbers.size));
    return number;
  }
}
