import { Type, type Static } from '@sinclair/typebox';
import { Currency, EpochMs } from '@harmonybatch/contracts';

/** Whether a sum has everything in it that it should. */
export const Coverage = Type.Union([Type.Literal('complete'), Type.Literal('partial'), Type.Literal('unknown')], {
  description:
    'complete: everything of the time is in it; partial: something is missing, and `missing` says what; unknown: nothing of it was read.',
});
export type Coverage = Static<typeof Coverage>;

/** A sum of money that says what is not in it; it is never a silent 0. */
export const Sum = Type.Object(
  {
    amount: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { description: 'Null where nothing is known.' }),
    currency: Type.Union([Currency, Type.Null()]),
    coverage: Coverage,
    missing: Type.Array(Type.String(), { description: 'What is not in it, in words; empty where it is complete.' }),
  },
  { additionalProperties: false },
);
export type Sum = Static<typeof Sum>;

/** A span of time that ends at its last moment, epoch ms. */
export const TimeSpan = Type.Object({ fromMs: EpochMs, toMs: EpochMs }, { additionalProperties: false });
export type TimeSpan = Static<typeof TimeSpan>;

/** A part of a whole, from 0 to 1; null where the whole is empty. */
export const Share = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]);

/** By nearest rank of buckets of 2 % width, ms; null where nothing was answered. */
export const LatencyQuantiles = Type.Object(
  {
    p50: Type.Union([Type.Number(), Type.Null()]),
    p95: Type.Union([Type.Number(), Type.Null()]),
    p99: Type.Union([Type.Number(), Type.Null()]),
    max: Type.Union([Type.Number(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type LatencyQuantiles = Static<typeof LatencyQuantiles>;

/** Requests by how they ended; `late` are of those that were answered `ok`. */
export const RequestCounts = Type.Object(
  {
    requests: Type.Integer({ minimum: 0 }),
    inSlo: Type.Integer({ minimum: 0 }),
    late: Type.Integer({ minimum: 0 }),
    failed: Type.Integer({ minimum: 0 }),
    expired: Type.Integer({ minimum: 0 }),
    rejected: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type RequestCounts = Static<typeof RequestCounts>;

/** Spans of the recent past that figures can be asked of. */
export const Window = Type.Union([Type.Literal('1m'), Type.Literal('5m'), Type.Literal('15m'), Type.Literal('1h')], {
  description: 'How far back figures go from now.',
});
export type Window = Static<typeof Window>;
