export { collected, type AnswerBytes } from './answer/collected';
export { compressionFault, decompressed } from './answer/decompressed';
export { RepeatedCalls, type RepetitionOptions, repetitionDefaults } from './control/repeated-calls';
export { waitUntil, type WaitOptions } from './control/wait-until';
export { type HttpAnswer, HttpCaller, type HttpRequest, HttpTimeoutError } from './http-call';
export { FunctionSlots } from './slots/function-slots';
export { onSlotOf } from './slots/slotted-invocation';
export { timedOut, withDeadline } from './with-deadline';
