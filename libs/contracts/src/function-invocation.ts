import { Type, type Static } from '@sinclair/typebox';
import { BatchId } from './messages/batch-ready';
import { Name, limits } from './schema/scalars';

/** Body of `POST /invoke`: what a function gets. */
export const FunctionInvocation = Type.Object(
  {
    batchId: BatchId,
    attempt: Type.Integer({ minimum: 1 }),
    model: Name,
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
  { $id: 'FunctionInvocation', additionalProperties: false },
);
export type FunctionInvocation = Static<typeof FunctionInvocation>;

/** What a function says of an item that failed. */
export const FunctionItemError = Type.Object({
  code: Type.String({ maxLength: 64 }),
  message: Type.String({ maxLength: 2000 }),
  retryable: Type.Optional(Type.Boolean()),
});

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
  { $id: 'FunctionResult' },
);
export type FunctionResult = Static<typeof FunctionResult>;
