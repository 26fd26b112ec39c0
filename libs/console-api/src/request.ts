import { Type, type Static } from '@sinclair/typebox';
import { DurationMs, EpochMs, Money, OutcomeError } from '@harmonybatch/contracts';
import { RequestRow } from './app';

/** A part of a request's way, in order; the next one begins where it ends. */
export const Stretch = Type.Object(
  {
    part: Type.Union([
      Type.Literal('waited'),
      Type.Literal('way'),
      Type.Literal('cold-start'),
      Type.Literal('ran'),
      Type.Literal('way-out'),
    ]),
    fromMs: DurationMs,
    durationMs: DurationMs,
    plannedMs: Type.Union([DurationMs, Type.Null()], { description: 'What the plan had for it.' }),
  },
  { additionalProperties: false },
);
export type Stretch = Static<typeof Stretch>;

/** One request, from its arrival to its outcome. Offsets of the timeline are ms since its arrival. */
export const RequestPage = Type.Object(
  {
    request: RequestRow,
    completedAtMs: EpochMs,
    deadlineMs: Type.Union([EpochMs, Type.Null()]),
    timeline: Type.Array(Stretch),
    error: Type.Union([OutcomeError, Type.Null()]),
    traceparent: Type.Union([Type.String(), Type.Null()]),
    batch: Type.Union([
      Type.Object(
        {
          id: Type.String(),
          size: Type.Integer({ minimum: 1 }),
          reason: Type.String(),
          because: Type.String({ description: 'Why it left, in a sentence.' }),
          groupId: Type.String(),
          epoch: Type.Integer({ minimum: 0 }),
          functionName: Type.String(),
          attempts: Type.Integer({ minimum: 0, description: 'Invocations that are known of it.' }),
          cost: Type.Union([Money, Type.Null()], { description: 'Of all its invocations.' }),
          with: Type.Array(
            Type.Object(
              {
                identity: Type.String(),
                app: Type.String(),
                arrivedAtMs: EpochMs,
                deadlineMs: Type.Union([EpochMs, Type.Null()]),
              },
              { additionalProperties: false },
            ),
            { maxItems: 64, description: 'The requests of the batch that are kept, this one too.' },
          ),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    cost: Type.Union([Money, Type.Null()], { description: 'Its share of the invocation.' }),
  },
  { $id: 'RequestPage', additionalProperties: false },
);
export type RequestPage = Static<typeof RequestPage>;
