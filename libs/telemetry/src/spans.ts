/**
 * Names of spans and of their attributes: the semantic conventions of OpenTelemetry 1.45.0 (messaging and faas, both in
 * development), pinned here, and our own, which begin with `harmonybatch.`.
 */
export const spanNames = {
  /** A request in ingest, from when it is read until what became of it is acknowledged. */
  acceptRequest: 'process inference.requested',
  /** A request in the batcher, from when it was accepted until it left in a batch. */
  waitForBatch: 'wait for batch',
  /** A batch that leaves, linked to the waits of its requests: it has no parent. */
  sendBatch: 'send batch.ready',
  /** A batch in the dispatcher, from when it is read until all of its requests are answered. */
  runBatch: 'process batch.ready',
  /** One call of the function. */
  invokeFunction: 'invoke function',
} as const;

export const spanAttributes = {
  messagingSystem: 'messaging.system.name',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  offset: 'kafka.offset',
  messageId: 'messaging.message.id',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  batchSize: 'messaging.batch.message_count',
  functionName: 'faas.invoked_name',
  errorType: 'error.type',
  requestId: 'harmonybatch.request.id',
  app: 'harmonybatch.app',
  model: 'harmonybatch.model',
  decision: 'harmonybatch.decision',
  batchId: 'harmonybatch.batch.id',
  reason: 'harmonybatch.batch.reason',
  group: 'harmonybatch.group',
  planEpoch: 'harmonybatch.plan.epoch',
  attempt: 'harmonybatch.attempt',
  platformDurationMs: 'harmonybatch.platform.duration_ms',
} as const;

/** What every span says that is about a record of a topic. */
export const kafkaAttributes = (operation: 'process' | 'send', topic: string) => ({
  [spanAttributes.messagingSystem]: 'kafka',
  [spanAttributes.destination]: topic,
  [spanAttributes.operationName]: operation,
  [spanAttributes.operationType]: operation,
});
