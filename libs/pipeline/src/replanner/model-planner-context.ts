import type { ModelProfiled } from '@harmonybatch/contracts';
import type { Clock, PlanningProgress, Publisher, StageEvents } from '@harmonybatch/ports';
import type { CalibrationRegistry } from '../calibration/calibration-registry';
import type { AppRegistry } from '../registry/app-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { WayReserves } from '../way/way-reserves';
import type { ActivePlans } from './active-plans';
import type { PlanMaker } from './drafts/plan-maker';
import type { FunctionReconciler } from './functions/function-reconciler';
import type { KnownRates } from './known-rates';
import type { PlanPins } from './pins/plan-pins';
import type { PlanDecisions } from './proposals/plan-decisions';
import type { PlanProposals } from './proposals/plan-proposals';
import type { ReplannerOptions } from './replanner-options';
import type { ModelVersions } from './versions/model-versions';

/** What the planners of all models have in common. */
export interface ModelPlannerContext {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly progress: PlanningProgress;
  readonly planMaker: PlanMaker;
  readonly apps: AppRegistry;
  readonly models: ModelRegistry;
  readonly rates: KnownRates;
  readonly way: WayReserves;
  readonly calibrations: CalibrationRegistry;
  readonly plans: ActivePlans;
  readonly pins: PlanPins;
  readonly proposals: PlanProposals;
  readonly decisions: PlanDecisions;
  readonly versions: ModelVersions;
  /** The model in the state that the plan in force is for, where that is known. */
  readonly modelInForce: (name: string) => ModelProfiled | undefined;
  readonly keeper: FunctionReconciler;
  readonly config: ReplannerOptions;
  /** `settingsHash` of the configuration. */
  readonly settings: string;
  /** Whether this replica is the one to plan. */
  readonly isLeader: () => boolean;
}
