import type { PlanBoard } from './plan-board';
import type { PlanInForce } from './plan-in-force';

/** Plans of one model that are remembered. */
const maxPlans = 100;

interface Remembered {
  readonly plan: PlanInForce;
  /** Ids of its groups: what two plans of the same groups share. */
  readonly groups: string;
}

/** The plans of models in the order in which they came into force. Of too many, those are forgotten first that were only repriced since. */
export class PlanHistory {
  private readonly byModel = new Map<string, readonly Remembered[]>();

  constructor(board: PlanBoard) {
    board.onChange((model) => {
      const plan = board.planOf(model);
      if (plan !== undefined) this.add(model, plan);
    });
  }

  /** Oldest first; the last one is in force. */
  of(model: string): readonly PlanInForce[] {
    return this.remembered(model).map(({ plan }) => plan);
  }

  /** The last plan that has other groups than the one in force. */
  withOtherGroups(model: string): PlanInForce | undefined {
    const plans = this.remembered(model);
    const inForce = plans.at(-1);
    return plans.findLast(({ groups }) => groups !== inForce?.groups)?.plan;
  }

  private remembered(model: string): readonly Remembered[] {
    return this.byModel.get(model) ?? [];
  }

  private add(model: string, plan: PlanInForce): void {
    const plans = [...this.remembered(model), { plan, groups: groupsOf(plan) }];
    const repriced = plans.findIndex(({ groups }, index) => groups === plans[index + 1]?.groups);
    if (plans.length > maxPlans) plans.splice(Math.max(0, repriced), 1);
    this.byModel.set(model, plans);
  }
}

/** Whether one of two plans only repriced the other. */
export const haveSameGroups = (one: PlanInForce, other: PlanInForce): boolean => groupsOf(one) === groupsOf(other);

const groupsOf = ({ plan }: PlanInForce): string =>
  plan.groups
    .map(({ id }) => id)
    .sort()
    .join();
