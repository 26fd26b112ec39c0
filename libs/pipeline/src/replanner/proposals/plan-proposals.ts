import { limits, PlanProposed } from '@harmonybatch/contracts';
import { StateView } from '../../registry/state-view';

const maxModels = 1_000;

/** The plans that wait for something before they come into force, as read from `plan.proposed`. */
export class PlanProposals extends StateView<typeof PlanProposed> {
  constructor() {
    super(PlanProposed, ({ model }) => model, faultOf, maxModels, limits.maxProposalBytes);
  }
}

const faultOf = ({ model, plan }: PlanProposed): string | null =>
  plan.model === model ? null : `/plan: it is a plan of ${plan.model}, not of ${model}`;
