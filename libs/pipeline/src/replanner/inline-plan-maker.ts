import type { Clock } from '@harmonybatch/ports';
import { PlanMaker, type MadePlans, type PlanningTask } from '../ports/plan-maker';
import { makePlans } from './make-plans';

/** Makes plans at once, where it is called: for simulations, in which nothing else has to go on meanwhile. */
export class InlinePlanMaker extends PlanMaker {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async make(task: PlanningTask): Promise<MadePlans> {
    return makePlans(task, { monotonicMs: () => this.clock.monotonicMs() });
  }
}
