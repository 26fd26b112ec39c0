import { Type, type Static } from '@sinclair/typebox';
import { DurationMs, EpochMs, Name, OutcomeStatus, RateHz } from '@harmonybatch/contracts';
import { Window } from './figures';
import { AppRow } from './overview';

/** What made a request late: the part of its way that took most beyond what the plan had for it. */
export const LateCause = Type.Union(
  [
    Type.Literal('way-in'),
    Type.Literal('waited'),
    Type.Literal('cold-start'),
    Type.Literal('ran'),
    Type.Literal('way-out'),
  ],
  {
    description:
      'way-in: from Kafka to its batch and on to the function; waited: in its batch beyond its time; cold-start: the ' +
      'platform took longer than the execution that it reports; ran: the execution took longer than planned; way-out: from the function to its outcome.',
  },
);
export type LateCause = Static<typeof LateCause>;

export const LatencyBucket = Type.Object(
  { uptoMs: DurationMs, requests: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);
export type LatencyBucket = Static<typeof LatencyBucket>;

export const AppMinute = Type.Object(
  {
    atMs: EpochMs,
    requests: Type.Integer({ minimum: 0 }),
    inSlo: Type.Integer({ minimum: 0 }),
    p99Ms: Type.Union([DurationMs, Type.Null()]),
  },
  { additionalProperties: false },
);

/** How one group of the plan in force serves the app. */
export const AppLane = Type.Object(
  {
    groupId: Type.String(),
    functionName: Type.String(),
    function: Type.String({ description: 'In words, such as "2 vCPU, 4096 MB" or "6 GB of GPU".' }),
    batchSize: Type.Integer({ minimum: 1 }),
    timeoutMs: DurationMs,
    maxLatencyMs: DurationMs,
    overheadMs: DurationMs,
    share: Type.Number({ minimum: 0, maximum: 1 }),
    sharesWith: Type.Integer({ minimum: 0, description: 'Other apps of the group.' }),
  },
  { additionalProperties: false },
);
export type AppLane = Static<typeof AppLane>;

export const AppPage = Type.Object(
  {
    atMs: EpochMs,
    window: Window,
    app: AppRow,
    minutes: Type.Array(AppMinute, { maxItems: 60 }),
    histogram: Type.Array(LatencyBucket, {
      maxItems: 120,
      description: 'From arrival to outcome, requests that were answered ok.',
    }),
    lateCauses: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
      description: 'Late requests by LateCause.',
    }),
    errorCodes: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
    batchReasons: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), {
      description: 'Its requests by why their batch left: size, deadline, late, unplanned.',
    }),
    lanes: Type.Array(AppLane),
  },
  { $id: 'AppPage', additionalProperties: false },
);
export type AppPage = Static<typeof AppPage>;

/** The tightest SLO that an app could have, and what looser and tighter ones cost; computed by the planner's own code. */
export const SloPrice = Type.Object(
  { sloMs: DurationMs, perHour: Type.Number({ minimum: 0 }) },
  { additionalProperties: false },
);
export const SloPrices = Type.Object(
  {
    app: Name,
    rateHz: RateHz,
    currency: Type.String(),
    tightestSloMs: Type.Union([DurationMs, Type.Null()]),
    ladder: Type.Object(
      {
        looked: Type.Integer({ minimum: 0 }),
        of: Type.Integer({ minimum: 0 }),
      },
      {
        additionalProperties: false,
        description: 'How many SLOs were planned, and how many there was time for or not.',
      },
    ),
    prices: Type.Array(SloPrice, {
      maxItems: 40,
      description: 'Of all apps of the model together, by the SLO of this one; tightest first.',
    }),
  },
  { $id: 'SloPrices', additionalProperties: false },
);
export type SloPrices = Static<typeof SloPrices>;

export const RequestRow = Type.Object(
  {
    identity: Type.String(),
    id: Type.String(),
    app: Type.String(),
    status: OutcomeStatus,
    code: Type.Union([Type.String(), Type.Null()]),
    arrivedAtMs: EpochMs,
    latencyMs: DurationMs,
    sloMs: Type.Union([DurationMs, Type.Null()]),
    lateByMs: DurationMs,
    cause: Type.Union([LateCause, Type.Null()]),
    batchSize: Type.Union([Type.Integer(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type RequestRow = Static<typeof RequestRow>;

export const RequestList = Type.Object(
  {
    atMs: EpochMs,
    rows: Type.Array(RequestRow, { description: 'Newest first.' }),
    kept: Type.Integer({
      minimum: 0,
      description: 'Requests that can be looked at; older ones are counted, not kept.',
    }),
    nextBefore: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'RequestList', additionalProperties: false },
);
export type RequestList = Static<typeof RequestList>;
