import type { ModelProfiled } from '@harmonybatch/contracts';
import type { Clock, FunctionPlatform, StageEvents } from '@harmonybatch/ports';
import type { ActivePlans } from '../active-plans';

export interface ReconcilerPorts {
  readonly platform: FunctionPlatform;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** What the keeper has to know of the deployment. */
export interface ReconcilerView {
  readonly plans: ActivePlans;
  /** The model in the state that the plan in force is for, where that is known. */
  readonly modelInForce: (name: string) => ModelProfiled | undefined;
  /** The model in every state that is known of it, whatever plan is in force. */
  readonly statesOf: (name: string) => readonly ModelProfiled[];
  /** The longest that a request of any app may wait, ms. */
  readonly maxWaitMs: () => number;
  readonly isLeader: () => boolean;
  /** A function in force no longer exists, and could not be recreated. */
  readonly onLost: (model: string, error: unknown, retryInMs: number) => void;
  /** It is there again. */
  readonly onFound: (model: string) => void;
}
