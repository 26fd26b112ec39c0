import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, TraceContext, limits } from '../schema/scalars';
import { GroupRoute } from '../schema/function';
import { InferenceAccepted } from './inference-accepted';

export const BatchId = Type.String({ pattern: '^[0-9a-f]{32}$' });
export const BatchReason = Type.Union(
  [Type.Literal('size'), Type.Literal('deadline'), Type.Literal('late'), Type.Literal('unplanned')],
  {
    description:
      'size: the buffer was full; deadline: the earliest deadline came; late: it came too late to be batched with ' +
      'others; unplanned: no plan came for its app in time.',
  },
);
export type BatchReason = Static<typeof BatchReason>;

/** A batch to be executed. `group` is absent only where `reason` is `unplanned`: such requests are answered, not run. */
export const BatchReady = Type.Object(
  {
    batchId: BatchId,
    model: Name,
    reason: BatchReason,
    readyAtMs: EpochMs,
    openAtMs: Type.Optional(
      Type.Unsafe<Static<typeof EpochMs>>({
        ...EpochMs,
        description:
          'When the batch left its buffer, where the store knew then that none of its requests had been in a batch before, ' +
          'epoch ms: what became of them became of them since.',
      }),
    ),
    dueAtMs: Type.Optional(
      Type.Unsafe<Static<typeof EpochMs>>({
        ...EpochMs,
        description: 'When its plan meant the batch to leave at the latest, epoch ms; absent where that is not known.',
      }),
    ),
    traceparent: Type.Optional(
      Type.Unsafe<string>({
        ...TraceContext,
        description:
          'Trace context of the batch, which is linked to those of its requests; absent where none is traced.',
      }),
    ),
    group: Type.Optional(GroupRoute),
    requests: Type.Array(Type.Omit(InferenceAccepted, []), { minItems: 1, maxItems: limits.maxBatchSize }),
  },
  { $id: 'BatchReady', additionalProperties: false },
);
export type BatchReady = Static<typeof BatchReady>;
