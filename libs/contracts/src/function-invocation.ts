import { Type, type Static } from '@sinclair/typebox';
import { BatchId } from './messages/batch-ready';
import { Name, TraceContext, limits } from './schema/scalars';

/** Body of `POST /invoke`: what a function gets. `inputs` and `parameters` are the producer's own text, digit for digit. */
export const FunctionInvocation = Type.Object(
  {
    batchId: BatchId,
    attempt: Type.Integer({ minimum: 1 }),
    model: Name,
    traceparent: Type.Optional(
      Type.Unsafe<string>({
        ...TraceContext,
        description:
          'Trace context of this invocation, also an HTTP header where the platform passes it on; absent where it is not traced.',
      }),
    ),
    items: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          inputs: Type.Optional(Type.Unknown()),
          dataref: Type.Optional(Type.String()),
          contentType: Type.Optional(Type.String()),
          parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: limits.maxBatchSize },
    ),
  },
  {
    $id: 'FunctionInvocation',
    additionalProperties: false,
    description:
      'Body of POST /invoke, what a container gets. Each item has inputs or a dataref; base64 inputs have a contentType. ' +
      'An invocation may come again with a higher attempt.',
  },
);
export type FunctionInvocation = Static<typeof FunctionInvocation>;

/** What a function should say of an item that failed. Other forms, a bare text for one, are read too. */
export const FunctionItemError = Type.Object(
  {
    code: Type.String({ maxLength: 64 }),
    message: Type.String({ maxLength: 2000 }),
    retryable: Type.Optional(Type.Boolean({ default: false })),
  },
  { description: 'What is longer is cut; a bare text, a number or another object is shown as it is.' },
);

/** What a function gives: one entry an item, in any order. A missing id is that item's error `no_result`. */
export const FunctionResult = Type.Object(
  {
    items: Type.Array(
      Type.Union([
        Type.Object({ id: Type.String(), error: FunctionItemError }),
        Type.Object({ id: Type.String(), outputs: Type.Unknown() }),
      ]),
    ),
  },
  {
    $id: 'FunctionResult',
    description:
      'What a container answers: one entry an item, in any order, as JSON in UTF-8. Each entry is read by itself; the ' +
      'first of an id counts, ids that were not asked for are ignored, and an item without an entry has the error no_result.',
  },
);
export type FunctionResult = Static<typeof FunctionResult>;
