import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Identity, Name, RequestedSloMs, RequestId, SloMs, TraceContext } from '../schema/scalars';

/** A request that was checked, with its identity, arrival and deadline. */
export const InferenceAccepted = Type.Object(
  {
    identity: Identity,
    id: RequestId,
    app: Name,
    model: Name,
    source: Type.Optional(Type.String({ maxLength: 1024 })),
    arrivedAtMs: EpochMs,
    deadlineMs: EpochMs,
    sloMs: SloMs,
    requestedSloMs: Type.Optional(RequestedSloMs),
    whenLate: Type.Union([Type.Literal('expire'), Type.Literal('serve')]),
    inputs: Type.Optional(Type.Unknown()),
    dataref: Type.Optional(Type.String()),
    contentType: Type.Optional(Type.String()),
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    traceparent: Type.Optional(TraceContext),
    ingestSpan: Type.Optional(
      Type.Unsafe<string>({
        ...TraceContext,
        description: 'Trace context of the span in which ingest accepted the request; absent where it is not traced.',
      }),
    ),
    acceptedAtMs: Type.Optional(
      Type.Unsafe<Static<typeof EpochMs>>({
        ...EpochMs,
        description: 'When that was, epoch ms.',
      }),
    ),
    mayBeAnswered: Type.Optional(
      Type.Boolean({
        description:
          'Whether another ingest may have read the request before this one, and rejected it: an outcome of it is looked for ' +
          'before it is run.',
      }),
    ),
  },
  { $id: 'InferenceAccepted', additionalProperties: false },
);
export type InferenceAccepted = Static<typeof InferenceAccepted>;

/** What a request says beside its payload, `inputs` and `parameters`, which are passed on as text and not read. */
export const AcceptedFields = Type.Omit(InferenceAccepted, ['inputs', 'parameters'], { $id: 'AcceptedFields' });
export type AcceptedFields = Static<typeof AcceptedFields>;
