import { limits, PlanPinned } from '@harmonybatch/contracts';
import { StateView } from '../../registry/state-view';

const maxModels = 1_000;

/** The plans that somebody holds models to, as read from `plan.pinned`. */
export class PlanPins extends StateView<typeof PlanPinned> {
  constructor() {
    super(PlanPinned, ({ model }) => model, faultOf, maxModels, limits.maxRecordBytes);
  }
}

const faultOf = ({ model, plan }: PlanPinned): string | null =>
  plan.model === model ? null : `/plan: it is a plan of ${plan.model}, not of ${model}`;
