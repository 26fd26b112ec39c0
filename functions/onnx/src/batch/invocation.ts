import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { RequestError } from '../http/request-error';

const Item = Type.Object({
  id: Type.String({ maxLength: 256 }),
  inputs: Type.Optional(Type.Unknown()),
  dataref: Type.Optional(Type.String()),
  contentType: Type.Optional(Type.String()),
});
export type InvocationItem = Static<typeof Item>;

const Invocation = Type.Object({
  batchId: Type.Optional(Type.String({ maxLength: 256 })),
  attempt: Type.Optional(Type.Integer()),
  traceparent: Type.Optional(Type.Unknown()),
  items: Type.Array(Item, { minItems: 1 }),
});
/** Body of `POST /invoke`; what else is in it is passed over. */
export type Invocation = Static<typeof Invocation>;

/** Throws RequestError: what makes the whole batch unreadable, or more items than the model takes. */
export function readInvocation(body: unknown, maxBatchSize: number): Invocation {
  const fault = Value.Errors(Invocation, body).First();
  if (fault !== undefined)
    throw new RequestError(400, 'bad_invocation', `${fault.path || 'the body'}: ${fault.message}`);
  const invocation = body as Invocation;
  const given = invocation.items.length;
  if (given > maxBatchSize)
    throw new RequestError(400, 'batch_too_large', `${given} items; the model takes ${maxBatchSize} at once`);
  return invocation;
}
