import { PlanningReported } from '@harmonybatch/contracts';
import { StateView } from '@harmonybatch/pipeline';

const maxModels = 1_000;
const maxBytes = 64 * 1024;

/** How far the plan that each model needs has come, as read from `planning.reported`. */
export class PlanningReports extends StateView<typeof PlanningReported> {
  constructor() {
    super(
      PlanningReported,
      ({ model }) => model,
      () => null,
      maxModels,
      maxBytes,
    );
  }

  /** Why a model has no newer plan, in words; null where nothing is wrong. */
  troubleOf(model: string): string | null {
    const report = this.get(model);
    if (report?.state !== 'failed') return null;
    return report.message ?? 'it could not be made, and is tried again';
  }
}
