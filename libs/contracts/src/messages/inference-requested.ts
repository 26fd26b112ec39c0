import { Type, type Static } from '@sinclair/typebox';
import { Name, RequestId, SloMs } from '../schema/scalars';

/** The public input: what any Kafka client publishes. Exactly one of `inputs` and `dataref` is given. */
export const InferenceRequested = Type.Object(
  {
    app: Name,
    inputs: Type.Optional(Type.Unknown({ description: 'Any JSON, or a base64 string with a `contentType`.' })),
    dataref: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2048,
        description: 'URL of the inputs; handed to the function untouched.',
      }),
    ),
    contentType: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    id: Type.Optional(RequestId),
    sloMs: Type.Optional(SloMs),
    parameters: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Type.Unknown(), { maxProperties: 64 })),
  },
  { $id: 'InferenceRequested', additionalProperties: false },
);
export type InferenceRequested = Static<typeof InferenceRequested>;

/** What a request says beside its payload, `inputs` and `parameters`, which are passed on as text and not read. */
export const RequestedFields = Type.Omit(InferenceRequested, ['inputs', 'parameters'], { $id: 'RequestedFields' });
export type RequestedFields = Static<typeof RequestedFields>;
