import type { FunctionShape } from '@harmonybatch/model';
import type { InstanceLimits } from './limited/instance-room';
import type { Holding } from './provisioning/provision';

/** An app as the planner sees it: how tight and how often. */
export interface AppDemand {
  readonly name: string;
  readonly sloMs: number;
  readonly rateHz: number;
  /** Share of requests that have to meet the SLO, 0.5 to 1; 0.99 where absent. */
  readonly attainment?: number;
  /** What the way to the function and back takes of its SLO, ms; the request's `overheadMs` where absent. */
  readonly overheadMs?: number;
}

export interface PlannedApp extends AppDemand {
  /** Which part of the app's requests this group takes; absent where it takes all. `rateHz` is of that part. */
  readonly share?: number;
  /** Longest time a request of this app waits in its group's buffer, ms; 0 where the batch size is 1. */
  readonly timeoutMs: number;
}

export interface PlannedGroup {
  /** In order of SLO, then rate. */
  readonly apps: readonly PlannedApp[];
  readonly function: FunctionShape;
  readonly batchSize: number;
  readonly latencyMs: { readonly avg: number; readonly max: number };
  /** What the strategy takes a request to cost. */
  readonly costPerRequest: number;
  /** Exact mean of the batch-size distribution. */
  readonly meanBatchSize: number;
}

/** A group with what a request in it is expected to cost, idle instances and minima included: alike for all strategies. */
export interface PricedGroup extends PlannedGroup {
  readonly expectedCostPerRequest: number;
  /**
   * Instances to keep ready of its function, so that a batch meets a cold start no more often than the apps' attainments
   * allow; the same for all groups of one function, which share them. 0 where instances come on demand.
   */
  readonly warmInstances: number;
  /**
   * Part of the batches that is expected to meet no instance which is ready; an upper bound where the price book does not
   * say how long instances are held.
   */
  readonly coldShare: number;
  readonly moneyPerSecond: GroupMoney;
}

/** What a group is expected to cost in a second, by what it is for; together what its requests cost. */
export interface GroupMoney {
  /** While invocations run. */
  readonly executions: number;
  /** Fees of invocations, whatever they take. */
  readonly invocations: number;
  /** Instances that are kept ready, or held after their last batch: the group's part where it shares them. */
  readonly idle: number;
  /** Initialisation of instances that are started for a batch. */
  readonly coldStarts: number;
  /** What hourly minima add. */
  readonly minimum: number;
}

/** What a plan is expected to cost in a second, by the exact distribution of its batches, in its currency. */
export interface ExpectedBill {
  readonly activePerSecond: number;
  /** Instances kept ready or held after their last batch. */
  readonly idlePerSecond: number;
  /** Initialisation of instances that are started for a batch which meets none that is ready. */
  readonly coldPerSecond: number;
  /** What hourly minima add. */
  readonly minimumPerSecond: number;
  readonly costPerSecond: number;
  readonly costPerRequest: number;
}

/** What a plan was made with, beside prices, catalogue and strategy: a plan says it, so that two can be compared. */
export interface PlanTerms {
  /** What the way to the function and back takes of every SLO, ms. */
  readonly overheadMs: number;
  readonly holding: Holding;
  /** By the card of a profile, the whole card that is taken to be as fast. */
  readonly assumedCards: Readonly<Record<string, string>>;
  /** Size of the model's largest item, bytes; absent where it is not known. */
  readonly maxItemBytes?: number;
}

export interface Plan extends PlanTerms {
  /** Set where the plan keeps fewer instances warm than the best one would, since there are no more. */
  readonly instanceLimits?: InstanceLimits;
  readonly strategy: string;
  readonly model: string;
  /** Names of the price book and of the catalogue of function shapes. */
  readonly prices: string;
  readonly catalogue: string;
  readonly currency: string;
  /** Rate-weighted over all groups (Eq. 7), as the strategy prices them. */
  readonly costPerRequest: number;
  readonly costPerSecond: number;
  /** The same for every strategy, so that plans can be compared. */
  readonly expected: ExpectedBill;
  readonly groups: readonly PricedGroup[];
  /** What a reader should know: functions that were not offered and why, prices that are estimates. */
  readonly notes: readonly string[];
}
