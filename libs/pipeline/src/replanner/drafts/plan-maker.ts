import type { AppRegistered, ModelProfiled, PlanPublished, PlanReason, WayReserve } from '@harmonybatch/contracts';
import type { ProfileFactors } from '@harmonybatch/model';
import type { InstanceRoom } from '@harmonybatch/planning';
import type { ReplannerOptions } from '../replanner-options';

/** What a model's plan is made from: data alone, so that it can be sent to where plans are made. */
export interface PlanningTask {
  readonly model: ModelProfiled;
  /** How its profile is corrected by what executions took. */
  readonly calibration?: ProfileFactors;
  readonly apps: readonly AppRegistered[];
  /** By the name of the app, req/s. */
  readonly ratesHz: ReadonlyMap<string, number>;
  /** What is kept of SLOs for the way, where that is measured. */
  readonly way?: readonly WayReserve[] | undefined;
  readonly reason: PlanReason;
  readonly config: ReplannerOptions;
  /** `settingsHash` of the settings that plans are to rest on. */
  readonly settings: string;
  /** Plan to be repriced at these rates, where it may stay in force. */
  readonly inForce?: PlanPublished | undefined;
  /** How many instances may be kept warm, where the platform gave no more; absent: as many as it takes. */
  readonly room?: InstanceRoom | undefined;
  readonly nowMs: number;
}

export interface MadePlans {
  readonly draft: PlanPublished;
  /** The plan in force with its groups as they are, at the task's rates; null where none was given or it is another model's. */
  readonly repriced: PlanPublished | null;
}

/** Makes plans, wherever that is: a large one takes seconds of computing. */
export abstract class PlanMaker {
  /** Rejects where no plan can be made, with an Error that says why. */
  abstract make(task: PlanningTask): Promise<MadePlans>;
}
