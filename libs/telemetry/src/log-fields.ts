/** What a field holds: a text, a number in the unit of its name, yes or no, texts, or an error with its stack. */
interface FieldValues {
  readonly text: string;
  readonly number: number;
  readonly flag: boolean;
  readonly texts: readonly string[];
  readonly error: unknown;
}

export interface LogField<Kind extends keyof FieldValues = keyof FieldValues> {
  readonly kind: Kind;
  /** One line for the reference. */
  readonly meaning: string;
}

const field =
  <Kind extends keyof FieldValues>(kind: Kind) =>
  (meaning: string): LogField<Kind> => ({ kind, meaning });
const [text, number, flag, texts] = [field('text'), field('number'), field('flag'), field('texts')];

/** What every line has, whoever writes it. */
export const fieldsOfEveryLine = {
  time: text('When, ISO 8601.'),
  level: text('How grave: trace, debug, info, warn, error or fatal.'),
  msg: text('What: one of few texts, the same each time.'),
  service: text('The service that says it.'),
  pid: number('Its process.'),
} as const;

/**
 * Every other field that a line of the log may have, each with one meaning and one kind of value in all services, so that a store of
 * logs can index it. A field that is not here does not compile.
 */
export const logFields = {
  app: text('The app, as its producer wrote it.'),
  requestId: text('The id of the request, as its producer wrote it.'),
  identity: text('What tells the request apart from all others, as in outcomes.'),
  batchId: text('The batch, as in outcomes and spans.'),
  traceId: text('The trace of the span that it was said in, where that is recorded.'),
  spanId: text('That span.'),
  model: text('The model.'),
  modelVersion: text('The version of the model, where another one serves.'),
  functionName: text('The function, as the platform names it.'),
  type: text('The kind of function: cpu or gpu.'),
  topic: text('The topic of the record; without the prefix of the deployment where it is one of HarmonyBatch.'),
  outcomeTopic: text('The topic that an app names for its outcomes.'),
  partition: number('The partition of the record.'),
  offset: number('The offset of the record.'),
  key: text('The key of the record.'),
  groupId: text('The consumer group.'),
  memberId: text('The member of it.'),
  dispatcher: text('The dispatcher, as batches name it.'),
  metric: text('The metric.'),
  strategy: text('The strategy that made the plan, or did not.'),
  instead: text('The strategy that is used in its place.'),
  proposal: text('The id of a proposed plan.'),

  err: field('error')('An error: type, message, stack.'),
  error: text('The message of an error alone, where something works worse than it should and is dealt with.'),
  cause: text('What an error was caused by.'),
  code: text('Of an error of an outcome, or what the platform calls it.'),
  failure: text('How an invocation failed: function_error, timeout or unavailable.'),
  before: text('How it had failed before.'),
  reason: text('Why it is done, or refused.'),
  why: text('Why, in the words of the platform.'),
  platformSays: text('What the platform says of a function that cannot be called.'),
  problem: text('What is wrong.'),
  mend: text('The command or change that mends it.'),
  value: text('What was given where something else was needed.'),
  details: text('What a library says beside its message.'),
  context: text('The part of a library that says it.'),

  attempt: number('Which try it was, from 1.'),
  mostRuns: number('How often a batch is run at most.'),
  size: number('Requests of an invocation.'),
  inMs: number('After how long it is tried again, ms.'),
  inHalves: flag('Whether it is tried again as two halves.'),
  waitMs: number('How long it waits before it tries again, ms.'),
  afterMs: number('How long it had lasted, ms.'),
  seconds: number('How long it has lasted, s.'),
  skewMs: number('How far the clock of this machine is ahead of the brokers’, ms; negative: behind.'),
  graceMs: number('How long the end may take, ms.'),
  planningMs: number('How long planning took, ms.'),
  verb: text('What the batch store was asked for.'),
  doing: text('What planning is doing.'),
  awaits: text('What a proposed plan waits for: approval or functions.'),

  appCount: number('How many apps.'),
  groupCount: number('How many groups.'),
  requests: number('How many requests were looked at.'),
  unposted: number('How many answers were not posted to their webhooks.'),
  rounds: number('How many times a service rehearsed its work before it was ready.'),
  lostSpans: number('How many spans did not reach their collector.'),
  partitions: number('How many partitions a topic has.'),
  expectedPartitions: number('How many partitions it was configured to have.'),
  apps: texts('Apps, and what is said of each.'),
  moreApps: number('How many more there are.'),
  functions: texts('Functions, and what is said of each.'),
  moreFunctions: number('How many more there are.'),
  created: texts('Topics that were created.'),
  missing: texts('What has not been read.'),

  cpu: number('What the mean of executions on CPU is multiplied by.'),
  gpu: number('What the mean of executions on GPU is multiplied by.'),
  tailOfCpu: number('What the tail of executions on CPU is multiplied by.'),
  tailOfGpu: number('What the tail of executions on GPU is multiplied by.'),
  ratio: number('What was measured, relative to what the profile says.'),
  executions: number('How many executions that was measured of.'),
  part: text('Which part of executions that is of: the tail; absent: their mean.'),
  promised: number('Which part of its requests an app is to get answered in time.'),
  delivered: number('Which part was answered in time.'),
  costPerSecond: number('What the plan costs a second, in its currency.'),
  costPerSecondInForce: number('What the plan in force costs a second.'),
  currency: text('That currency.'),

  url: text('An address.'),
  untold: number('How many failures of this kind were not told of before it.'),
  leftOut: number('How many lines of this text were left out before it: twenty a second are written.'),
} as const;

type Declared = typeof logFields;

export type LogFieldName = keyof Declared;

/** Fields of one line; those that are undefined are left out, null is a value that the record has not. */
export type LogFields = {
  readonly [Name in LogFieldName]?: FieldValues[Declared[Name]['kind']] | null | undefined;
};

/** Fields that are all declared: an undeclared one is of type never, also where it comes by a spread or a variable. */
export type DeclaredFields<Fields extends LogFields> = Fields & {
  readonly [Undeclared in Exclude<keyof Fields, LogFieldName>]: never;
};

/** Writes a line: one of few texts, and fields that are declared. */
export type LogLine = <Fields extends LogFields>(message: string, fields?: DeclaredFields<Fields>) => void;

/** What a line of the log says of a trace. */
export type TraceFields = Pick<LogFields, 'traceId' | 'spanId'>;

const traceContext = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/;

/** The ids of a W3C trace context, by which a line of the log is found from its trace and back; none of what is no such context. */
export function traceFieldsOf(context: string | undefined): TraceFields {
  const found = context === undefined ? null : traceContext.exec(context);
  return found === null ? {} : { traceId: found[1]!, spanId: found[2]! };
}
