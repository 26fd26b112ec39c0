import { Type, type Static } from '@sinclair/typebox';
import { DurationMs, EpochMs, Identity, Money, RequestedSloMs, SloMs, TraceContext } from '../schema/scalars';
import { BatchId, BatchReason } from './batch-ready';
import { FunctionName } from '../schema/function';

export const OutcomeStatus = Type.Union(
  [Type.Literal('ok'), Type.Literal('error'), Type.Literal('expired'), Type.Literal('rejected')],
  {
    description:
      'ok: outputs are there; error: it was tried and failed; expired: too late to run; rejected: not accepted.',
  },
);

export const OutcomeError = Type.Object(
  {
    code: Type.String({ maxLength: 64 }),
    message: Type.String({ maxLength: 2000 }),
    field: Type.Optional(Type.String({ maxLength: 256 })),
    hint: Type.Optional(Type.String({ maxLength: 1000 })),
    retryAfterMs: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e14,
        description: 'After how long a retry may be accepted, ms after the outcome was decided; where it is known.',
      }),
    ),
    retryable: Type.Boolean({
      description:
        'Whether a retry under another id may succeed: the same id is the same request, and has its outcome.',
    }),
  },
  { additionalProperties: false },
);
export type OutcomeError = Static<typeof OutcomeError>;

const Timing = Type.Object(
  {
    arrivedAtMs: EpochMs,
    /** From arrival until its batch was invoked (or the outcome was decided without one). */
    queuedMs: DurationMs,
    /** Time in the function, 0 where it was not run. */
    executedMs: DurationMs,
    completedAtMs: EpochMs,
    /** Absent where it was answered by its deadline. */
    lateByMs: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1e14,
        description: 'How long after its deadline it was answered, ms.',
      }),
    ),
  },
  { additionalProperties: false },
);

const OutcomeBatch = Type.Object(
  {
    id: BatchId,
    size: Type.Integer({ minimum: 1 }),
    reason: BatchReason,
    group: Type.String(),
    epoch: Type.Integer({ minimum: 0 }),
    function: FunctionName,
  },
  { additionalProperties: false },
);

/** The outcome of one request. The first record of an identity is the effective one. */
export const InferenceCompleted = Type.Object(
  {
    identity: Identity,
    id: Type.String(),
    /** As the producer wrote it; empty where a rejected request named none. */
    app: Type.String({ maxLength: 256 }),
    source: Type.Optional(Type.String({ maxLength: 1024 })),
    status: OutcomeStatus,
    outputs: Type.Optional(Type.Unknown()),
    error: Type.Optional(OutcomeError),
    timing: Timing,
    sloMs: Type.Optional(SloMs),
    requestedSloMs: Type.Optional(RequestedSloMs),
    batch: Type.Optional(OutcomeBatch),
    cost: Type.Optional(Money),
    traceparent: Type.Optional(TraceContext),
  },
  { $id: 'InferenceCompleted', additionalProperties: false },
);
export type InferenceCompleted = Static<typeof InferenceCompleted>;
