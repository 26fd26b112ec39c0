import { Type, type Static } from '@sinclair/typebox';
import { EpochMs } from '@harmonybatch/contracts';
import { Window } from './figures';

/** Every error code, what it means and what mends it, with how often it was seen. */
export const KnownErrors = Type.Object(
  {
    atMs: EpochMs,
    window: Window,
    errors: Type.Array(
      Type.Object(
        {
          code: Type.String(),
          retryable: Type.Boolean(),
          meaning: Type.String(),
          remedy: Type.String(),
          seen: Type.Integer({ minimum: 0 }),
          apps: Type.Array(
            Type.Object({ app: Type.String(), seen: Type.Integer({ minimum: 0 }) }, { additionalProperties: false }),
            {
              maxItems: 10,
              description: 'Those that had it most.',
            },
          ),
          lastAtMs: Type.Union([EpochMs, Type.Null()]),
          lastMessage: Type.Union([Type.String(), Type.Null()]),
        },
        { additionalProperties: false },
      ),
      { description: 'Most seen first, then by code.' },
    ),
  },
  { $id: 'KnownErrors', additionalProperties: false },
);
export type KnownErrors = Static<typeof KnownErrors>;
