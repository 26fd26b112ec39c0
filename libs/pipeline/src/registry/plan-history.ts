import type { PlanBoard } from './plan-board';
import type { PlanInForce } from './plan-in-force';

/** Plans of one model that are remembered. */
const maxPlans = 50;

/** The plans of models in the order in which they came into force, those that only repriced the groups before left out. */
export class PlanHistory {
  private readonly byModel = new Map<string, PlanInForce[]>();

  constructor(board: PlanBoard) {
    board.onChange((model) => {
      const plan = board.planOf(model);
      if (plan !== undefined) this.add(model, plan);
    });
  }

  /** Oldest first; the last one is in force. */
  of(model: string): readonly PlanInForce[] {
    return this.byModel.get(model) ?? [];
  }

  private add(model: string, plan: PlanInForce): void {
    const plans = this.of(model);
    const last = plans.at(-1);
    const before = last !== undefined && groupsOf(last) === groupsOf(plan) ? plans.slice(0, -1) : plans;
    this.byModel.set(model, [...before.slice(1 - maxPlans), plan]);
  }
}

const groupsOf = ({ plan }: PlanInForce): string =>
  plan.groups
    .map(({ id }) => id)
    .sort()
    .join();
