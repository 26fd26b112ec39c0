export { expectedCost } from './exact/expected-cost';
export { functionOptions, optionFor } from './exact/function-options';
export { harmonySteps } from './grouping/harmony';
export { kneeRateHz } from './grouping/knee';
export { sloKeepingStrategies, strategies } from './grouping/strategy';
export { holdingTerms } from './holding/holding-terms';
export { idleSecondsPerSecond } from './holding/idle-seconds';
export { billsIdle, reachOf } from './holding/late-budget';
export { warmInstances } from './holding/warm-instances';
export {
  type FunctionKind,
  functionKinds,
  type InstanceLimits,
  type InstanceRoom,
  instancesAtOnce,
  kindsOver,
  limitsBeside,
  type WarmFunction,
} from './limited/instance-room';
export { planWithin } from './limited/plan-within';
export { plan, planAlone, type PlanResult, type UnattainableApp } from './make-plan';
export type { AppDemand, ExpectedBill, Plan, PlannedGroup, PlanTerms, GroupMoney, PricedGroup } from './plan';
export { assumedCardFaults, type PlanRequest } from './plan-request';
export {
  type PlannedModel,
  planningContextOf,
  planningDefaults,
  type PlanningTerms,
  planRequestOf,
  termsShown,
  unknownRateHz,
} from './planning-terms';
export { funcProvision } from './provisioning/func-provision';
export { type Holding, inOrderOfSlo, type Member, type PlanningContext } from './provisioning/provision';
export { repricePlan } from './reprice';
export { bindingsOf, explain } from './explain/explain';
export type { Alternative, Binding, Change, Explanation, GroupExplanation } from './explain/explanation';
