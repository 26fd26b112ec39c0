export { collected, type AnswerBytes } from './answer/collected';
export { compressionFault, decompressed } from './answer/decompressed';
export { orNothing } from './control/or-nothing';
export { allPages, type Page } from './control/paged';
export { RepeatedCalls, type RepetitionOptions, repetitionDefaults } from './control/repeated-calls';
export { waitUntil, type WaitOptions } from './control/wait-until';
export { isSecret, withoutSecrets } from './export/secret-variables';
export {
  type Attributes,
  environmentAttributes,
  type ExportedFunction,
  labelOf,
  literal,
  present,
  reference,
  type Resources,
  secretVariables,
  type TerraformDocument,
} from './export/terraform';
export { type HttpAnswer, HttpCaller, type HttpRequest, HttpTimeoutError } from './http-call';
export { answered, functionError, type WantedBytes } from './invoke/function-answer';
export { type FunctionCall, invokerDefaults, type InvokerOptions, SlottedInvoker } from './invoke/slotted-invoker';
export {
  type Claim,
  hindrances,
  listed,
  manager,
  notOurs,
  ownershipOf,
  tagKeys,
  tagsOf,
  type Tags,
} from './ownership/ownership-tags';
export { checkSpec, type SpecLimits } from './platform/checked-spec';
export { DeploymentPlatform } from './platform/deployment-platform';
export { platformDefaults, type PlatformOptions } from './platform/platform-options';
export { differs, type Refuse, refusalsWith } from './platform/refusals';
export { type FunctionLook, type FunctionStatus, waitUntilReady } from './platform/wait-until-ready';
export { timedOut, withDeadline } from './with-deadline';
