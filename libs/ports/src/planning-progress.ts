import type { PlanningReported } from '@harmonybatch/contracts';

/** Told how far the plan of each model has come. */
export abstract class PlanningProgress {
  abstract reported(report: PlanningReported): void;
  /** The model needs no plan any more. */
  abstract ended(model: string): void;
}

/** Where nobody wants to know. */
export class SilentProgress extends PlanningProgress {
  override reported(): void {}
  override ended(): void {}
}
