import type { ModelProfile } from '@harmonybatch/model';
import type { AppDemand } from '@harmonybatch/planning';

/** One model with the apps that call it. */
export interface PlanTask {
  readonly model: string;
  readonly profile: ModelProfile;
  readonly apps: readonly AppDemand[];
  /** Size of the largest item, bytes; 0 where the file does not say. */
  readonly itemBytes: number;
}

/** What is paid now, for the plan to be compared with. */
export interface Today {
  /** For 30 days. */
  readonly perMonth: number;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** All that a plan file asks for. */
export interface PlanFile {
  /** At least one; in the order in which the file names their models. */
  readonly tasks: readonly PlanTask[];
  readonly today?: Today;
  /** What had to be assumed. */
  readonly notes: readonly string[];
}
