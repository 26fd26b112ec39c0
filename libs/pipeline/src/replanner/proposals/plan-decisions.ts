import { limits, PlanDecided } from '@harmonybatch/contracts';
import { StateView } from '../../registry/state-view';

const maxModels = 1_000;

/** What was decided last of a proposal of each model, as read from `plan.decided`. */
export class PlanDecisions extends StateView<typeof PlanDecided> {
  constructor() {
    super(
      PlanDecided,
      ({ model }) => model,
      () => null,
      maxModels,
      limits.maxRecordBytes,
    );
  }
}
