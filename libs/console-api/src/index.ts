export { AppPage, LateCause, RequestList, SloPrices, type AppLane, type LatencyBucket, type RequestRow } from './app';
export { DeadLetterFilter, DeadLetterList, Resend, ResendAnswer, type DeadLetterRow } from './dead-letters';
export { consoleEvents, type PlanEvent, type TickEvent } from './events';
export { ConsoleFault } from './fault';
export { Coverage, RequestCounts, Sum, TimeSpan, Window, type LatencyQuantiles } from './figures';
export { FunctionList, type FunctionRow } from './functions';
export { KnownErrors } from './known-errors';
export { focusColumns, maxStackedRows, MoneyBy, type MoneyHour, MoneyPage } from './money';
export { consoleOpenApi } from './open-api';
export { AppList, AppRow, AppSort, Overview, Problem, PromiseState, type TrafficSecond } from './overview';
export {
  Done,
  PlanDecision,
  PlanList,
  PlanPage,
  WhatIf,
  WhatIfAnswer,
  type Binding,
  type PlanChange,
  type PlanGroup,
} from './plan';
export { RequestPage, type Stretch } from './request';
export {
  apiPath,
  routes,
  type AnswerOf,
  type BodyOf,
  type ParamsOf,
  type QueryOf,
  type Route,
  type RouteName,
} from './routes';
