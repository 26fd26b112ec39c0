import { Type, type Static } from '@sinclair/typebox';
import { OutcomeTopic } from '../schema/outcome-topic';
import { Name, PositiveRateHz, SloMs } from '../schema/scalars';

/** State of one app: the model it calls and the latency it was promised. */
export const AppRegistered = Type.Object(
  {
    name: Name,
    model: Name,
    sloMs: SloMs,
    attainment: Type.Optional(
      Type.Number({ minimum: 0.5, maximum: 1, description: 'Share of requests that must meet the SLO.' }),
    ),
    expectedRateHz: Type.Optional(PositiveRateHz),
    whenLate: Type.Optional(
      Type.Union([Type.Literal('expire'), Type.Literal('serve')], {
        default: 'expire',
        description: '`expire` answers a late request without running it; `serve` runs it all the same.',
      }),
    ),
    outcomeTopic: Type.Optional(OutcomeTopic),
  },
  { $id: 'AppRegistered', additionalProperties: false },
);
export type AppRegistered = Static<typeof AppRegistered>;
