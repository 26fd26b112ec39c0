export { asyncApiDocument, type JsonObject } from './async-api';
export {
  deadLetterHeaders,
  headersLeftOutHeader,
  keptHeaderName,
  originalHeaderName,
  resentFromHeader,
  resentHeader,
  valueCutHeader,
} from './dead-letter';
export { type ErrorCode, errorCodes, sendAgainHint } from './error-codes';
export { defaultCall, functionCallOf } from './function-call-of';
export { FunctionInvocation, FunctionResult } from './function-invocation';
export { identityOfId, identityOfPlace, idOfPlace } from './identity';
export { AppRegistered } from './messages/app-registered';
export { ArrivalCounted } from './messages/arrival-counted';
export { BatchExecuted } from './messages/batch-executed';
export { BatchReady, BatchReason } from './messages/batch-ready';
export { CalibrationChanged, calibrationBounds, tailBounds } from './messages/calibration-changed';
export { AcceptedFields, InferenceAccepted } from './messages/inference-accepted';
export { InferenceCompleted, OutcomeError, OutcomeStatus } from './messages/inference-completed';
export { InferenceRequested, RequestedFields } from './messages/inference-requested';
export { KeyIssued } from './messages/key-issued';
export { ModelContainer } from './messages/model-container';
export { ModelDeployed } from './messages/model-deployed';
export { ModelProfiled, ModelProfileSchema } from './messages/model-profiled';
export {
  type MissingFunction,
  PlanPublished,
  PlanReason,
  type PublishedGroup,
  type WayReserve,
} from './messages/plan-published';
export { PlanPinned } from './messages/plan-pinned';
export { PlanDecided } from './messages/plan-decided';
export { type FunctionChange, type FunctionObstacle, PlanProposed, type UnkeptPromise } from './messages/plan-proposed';
export { PlanRequested } from './messages/plan-requested';
export { PlanningReported, PlanningState } from './messages/planning-reported';
export { PressureReported } from './messages/pressure-reported';
export { RateEstimated } from './messages/rate-estimated';
export { WayMeasured } from './messages/way-measured';
export { modelVersionOf } from './model-version';
export { headersOfOutcome, outcomeHeaders } from './outcome-headers';
export { appFault } from './app-fault';
export { recordOf, type Tombstone, tombstoneOf, type TopicRecord } from './record-of';
export { GroupRoute } from './schema/function';
export { FunctionCall, FunctionProtocol } from './schema/function-call';
export { readValue } from './schema/read-value';
export {
  Currency,
  DurationMs,
  EpochMs,
  Identity,
  limits,
  Money,
  Name,
  RateHz,
  RequestId,
  SloMs,
} from './schema/scalars';
export { type ApiKey, apiKeyText, keyBytes, parseApiKey, publicKeyObject, publicKeyOf } from './signing/api-key';
export {
  hasAmbiguousHeaders,
  parseSignature,
  type RequestSignature,
  signatureHeader,
  signatureOf,
  signedText,
} from './signing/request-signature';
export { compile, type Fault, type Validator } from './schema/validator';
export { withoutNulls } from './schema/without-nulls';
export {
  allTopics,
  deadLetterTopics,
  maxRecordBytesOf,
  outcomeTopicOf,
  type Role,
  type Service,
  services,
  type TopicContract,
  topics,
  type KeyedTopic,
  type StateTopic,
} from './topics';
