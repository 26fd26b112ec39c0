import type { InferenceRequested, PlanPublished } from '@harmonybatch/contracts';
import type { Fault } from './fault';

/** One record that a producer writes to `inference.requested`. */
export interface ScenarioRequest {
  /** Since the scenario began, ms. */
  readonly atMs: number;
  /** What is written; text that is no request stands for bytes that cannot be read. */
  readonly value: InferenceRequested | string;
  /** What the function does with it in whatever batch it comes. */
  readonly nature: 'plain' | 'item error' | 'no result' | 'poison';
}

/** A plan and when it comes into force. */
export interface ScenarioPlan {
  readonly atMs: number;
  readonly plan: PlanPublished;
}

/** Everything that one seed stands for: what arrives, what is planned and what goes wrong. */
export interface Scenario {
  readonly seed: number;
  readonly ingests: number;
  readonly batchers: number;
  readonly dispatchers: number;
  /** Of each topic that has many. */
  readonly partitions: number;
  /** Batches in flight at which a dispatcher takes no more. */
  readonly maxInFlight: number;
  /** Batches that one function runs at a time; it refuses more. */
  readonly maxConcurrent: number;
  /** How long the store has been there, and how long it remembers facts at least, ms; in how many shards each model is kept. */
  readonly store: { readonly ageMs: number; readonly rotateMs: number; readonly shards: number };
  /** How long reading outcomes back takes, ms. */
  readonly readBackMs: number;
  /** Nothing but clocks goes wrong, and nothing is scarce: whatever is accepted must be answered `ok`. */
  readonly faultFree: boolean;
  /** How far clocks are off that nobody set, either way, and how exactly the broker's time is known, ms. */
  readonly maxSkewMs: number;
  readonly requests: readonly ScenarioRequest[];
  /** The first is in force before anything else happens, or comes a little late. */
  readonly plans: readonly ScenarioPlan[];
  /** Plans that come into force when a fault says so. */
  readonly sparePlans: readonly PlanPublished[];
  readonly faults: readonly Fault[];
}
