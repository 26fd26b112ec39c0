import type { PlanningReported } from '@harmonybatch/contracts';

/** Told how far the plan of each model has come. */
export abstract class PlanningProgress {
  abstract report(report: PlanningReported): void;
  /** The model needs no plan any more. */
  abstract end(model: string): void;
}

/** Where nobody wants to know. */
export class NoopProgress extends PlanningProgress {
  override report(): void {}
  override end(): void {}
}
