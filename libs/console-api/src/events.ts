import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name } from '@harmonybatch/contracts';
import { Problem, TrafficSecond } from './overview';

/** What the stream of server-sent events tells, by the name of the event; a page asks anew for what it shows. */
export const consoleEvents = {
  /** Once a second while there is traffic. */
  tick: Type.Object(
    {
      atMs: EpochMs,
      second: TrafficSecond,
      rateHz: Type.Number({ minimum: 0 }),
      delivered: Type.Union([Type.Number(), Type.Null()]),
      problem: Problem,
    },
    { $id: 'TickEvent', additionalProperties: false },
  ),
  /** Another plan is in force, or waits. */
  plan: Type.Object(
    {
      model: Name,
      epoch: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
      proposals: Type.Integer({ minimum: 0 }),
    },
    { $id: 'PlanEvent', additionalProperties: false },
  ),
} as const;
export type TickEvent = Static<(typeof consoleEvents)['tick']>;
export type PlanEvent = Static<(typeof consoleEvents)['plan']>;
