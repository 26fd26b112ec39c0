import type { PlanDecided, PlanProposed } from '@harmonybatch/contracts';
import type { PlanDecisions, PlanProposals } from '@harmonybatch/pipeline';

/** The plans that wait, and what somebody decided of them: one that was rejected waits on until another takes its place. */
export class WaitingPlans {
  constructor(
    private readonly proposals: PlanProposals,
    private readonly decisions: PlanDecisions,
  ) {}

  get(model: string): PlanProposed | undefined {
    return this.proposals.get(model);
  }

  /** Undefined where nobody decided on what waits. */
  decisionOn({ model, id }: PlanProposed): PlanDecided | undefined {
    const decided = this.decisions.get(model);
    return decided?.proposal === id ? decided : undefined;
  }

  /** Plans of a model that wait for somebody's decision. */
  undecided(model: string): number {
    const waiting = this.get(model);
    return waiting?.awaits === 'approval' && this.decisionOn(waiting) === undefined ? 1 : 0;
  }

  onChange(listener: (model: string) => void): void {
    this.proposals.onChange(listener);
    this.decisions.onChange(listener);
  }
}
