import { Type, type Static } from '@sinclair/typebox';

/** What a container and its callers speak: docs/container.md. */
export const FunctionProtocol = Type.Union([Type.Literal('harmonybatch'), Type.Literal('open-inference-v2')], {
  description: 'What the container speaks: a list of items, or the tensors of the Open Inference Protocol, version 2.',
});

export const FunctionPath = Type.String({
  pattern: '^/[A-Za-z0-9._~/-]{0,255}$',
  description: 'Path that a batch is posted to: a slash, then letters, digits and . _ ~ / -',
});

/** How the functions of a model are called. */
export const FunctionCall = Type.Object(
  { protocol: FunctionProtocol, path: FunctionPath },
  { additionalProperties: false, description: 'POST /invoke with a list of items where absent.' },
);
export type FunctionCall = Static<typeof FunctionCall>;
