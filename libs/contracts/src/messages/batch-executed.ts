import { Type, type Static } from '@sinclair/typebox';
import { DurationMs, EpochMs, Money, Name, limits } from '../schema/scalars';
import { FunctionName, FunctionShapeSchema } from '../schema/function';
import { BatchId, BatchReason } from './batch-ready';

/** What one invocation took: observed latency and money. */
export const BatchExecuted = Type.Object(
  {
    batchId: BatchId,
    model: Name,
    groupId: Type.String(),
    epoch: Type.Integer({ minimum: 0 }),
    functionName: FunctionName,
    function: FunctionShapeSchema,
    size: Type.Integer({ minimum: 1, maximum: limits.maxBatchSize }),
    reason: BatchReason,
    attempt: Type.Integer({ minimum: 1 }),
    status: Type.Union([Type.Literal('ok'), Type.Literal('error')]),
    errorCode: Type.Optional(Type.String()),
    functionGone: Type.Optional(
      Type.Literal(true, { description: 'The platform has no such function: the planner makes it again.' }),
    ),
    startedAtMs: EpochMs,
    /** Wall time of the invocation as the dispatcher saw it. */
    latencyMs: DurationMs,
    /** Duration the platform reported for it, where it did. */
    platformDurationMs: Type.Optional(DurationMs),
    /** By the price book of the plan; absent where this build does not know that book. */
    cost: Type.Optional(Money),
  },
  { $id: 'BatchExecuted', additionalProperties: false },
);
export type BatchExecuted = Static<typeof BatchExecuted>;
