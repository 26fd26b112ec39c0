export {
  BatchStore,
  type BufferedRequest,
  clockMarginMs,
  type DueReply,
  type EmittedBatch,
  type LeasedBatch,
  type LeaseOptions,
  type PushReply,
  type RequestStatus,
  type SettleClaim,
  type SettleVerdict,
  type StoreAnswer,
} from './batch-store';
export { BoundedMap } from './bounded-map';
export { BrokerTime, type ClockOffsetBounds, type SystemClocks } from './broker-time';
export { Clock, sleep, type Timer } from './clock';
export { functionEnvironment, modelVariable, roundVcpu } from './function-environment';
export {
  type FunctionAnswer,
  FunctionInvoker,
  FunctionPlatform,
  FunctionRefusedError,
  type DeployedFunction,
  type FunctionSpec,
  type FunctionState,
  type RefusalReason,
  type InvocationResult,
  type InvokeOptions,
  type IsStillWanted,
  NoLongerWantedError,
} from './functions';
export { type HeldPartition, type HeldRecord, HeldRecordRequeuer, recordsToRequeue } from './held-record-requeuer';
export { OffsetTracker } from './offset-tracker';
export { OutcomeLog } from './outcome-log';
export { OutcomeTopics } from './outcome-topics';
export { NoopProgress, PlanningProgress } from './planning-progress';
export { Randomness } from './randomness';
export { type Reading, ReadPosition } from './read-position';
export { recordBytes } from './record-size';
export {
  GuardRefusedError,
  type InboundRecord,
  Intake,
  type OffsetHandle,
  type OutboundRecord,
  Publisher,
  type RawRecordParts,
  RecordRefusedError,
  type SendFailurePolicy,
} from './records';
export { type GaugeReading, StageEvents } from './stage-events';
export { utf8Text } from './utf8-text';
export {
  noTracing,
  Span,
  type SpanAttributes,
  type SpanEnd,
  type SpanKind,
  type SpanStart,
  Tracing,
  unrecordedSpan,
} from './tracing';
