import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, RateHz, SloMs } from '@harmonybatch/contracts';
import { LatencyQuantiles, RequestCounts, Share, Sum, Window } from './figures';

/** How the promise to an app stands, worst first. */
export const PromiseState = Type.Union(
  [
    Type.Literal('unserved'),
    Type.Literal('broken'),
    Type.Literal('at-risk'),
    Type.Literal('kept'),
    Type.Literal('quiet'),
  ],
  {
    description:
      'unserved: in no group of the plan in force; broken: fewer in SLO than promised, and too few for chance; ' +
      'at-risk: fewer than promised, but chance could do that; kept: at least as many as promised; quiet: no request in the window.',
  },
);
export type PromiseState = Static<typeof PromiseState>;

export const AppRow = Type.Object(
  {
    app: Name,
    model: Name,
    state: PromiseState,
    sloMs: SloMs,
    /** As the plan in force promises it, or the app asks for. */
    promised: Type.Number({ minimum: 0, maximum: 1, description: 'Share of requests that are to be in SLO.' }),
    delivered: Share,
    counts: RequestCounts,
    rateHz: RateHz,
    latencyMs: LatencyQuantiles,
    groupIds: Type.Array(Type.String(), { description: 'Of the plan in force that serve it.' }),
    perHour: Sum,
    aloneHour: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description:
        'What an hour would cost were the app planned alone: a request costs what it does at the rate of the plan in force. ' +
        'Null where that is not known, or not known yet.',
    }),
  },
  { $id: 'AppRow', additionalProperties: false },
);
export type AppRow = Static<typeof AppRow>;

export const AppSort = Type.Union(
  [
    Type.Literal('worst'),
    Type.Literal('name'),
    Type.Literal('rate'),
    Type.Literal('cost'),
    Type.Literal('delivered'),
    Type.Literal('slo'),
  ],
  { description: 'worst: by state, then by how many are missing to the promise.' },
);
export type AppSort = Static<typeof AppSort>;

export const AppList = Type.Object(
  {
    atMs: EpochMs,
    window: Window,
    total: Type.Integer({ minimum: 0, description: 'Apps that the filter leaves, in all pages.' }),
    rows: Type.Array(AppRow),
  },
  { $id: 'AppList', additionalProperties: false },
);
export type AppList = Static<typeof AppList>;

/** One thing that is wrong now, in a sentence, and the page that shows it. */
export const Problem = Type.Object(
  {
    severity: Type.Union([Type.Literal('none'), Type.Literal('warning'), Type.Literal('critical')]),
    sentence: Type.String(),
    /** Path within the console, with its query. */
    href: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type Problem = Static<typeof Problem>;

/** A second of traffic of all apps. */
export const TrafficSecond = Type.Object(
  {
    atMs: EpochMs,
    requests: Type.Integer({ minimum: 0 }),
    inSlo: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type TrafficSecond = Static<typeof TrafficSecond>;

export const Overview = Type.Object(
  {
    atMs: EpochMs,
    window: Window,
    problem: Problem,
    apps: Type.Record(Type.String(), Type.Integer({ minimum: 0 }), { description: 'Number of apps by promise state.' }),
    counts: RequestCounts,
    delivered: Share,
    rateHz: RateHz,
    perHour: Sum,
    aloneHour: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: 'What an hour would cost were each app planned alone, at the rates of the plans in force.',
    }),
    savedShare: Type.Union([Type.Number({ maximum: 1 }), Type.Null()], {
      description: 'What of `aloneHour` the shared plan is expected to save; negative where it costs more.',
    }),
    deadLetters: Type.Integer({ minimum: 0, description: 'Since the console began to read.' }),
    models: Type.Array(
      Type.Object(
        {
          model: Name,
          epoch: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
          plannedAtMs: Type.Union([EpochMs, Type.Null()]),
          groups: Type.Integer({ minimum: 0 }),
          apps: Type.Integer({ minimum: 0 }),
          proposals: Type.Integer({ minimum: 0, description: 'Plans that wait for a decision.' }),
          /** Why there is no newer plan, in words; null where nothing is wrong. */
          trouble: Type.Union([Type.String(), Type.Null()]),
        },
        { additionalProperties: false },
      ),
    ),
    worst: Type.Array(AppRow, { maxItems: 20 }),
    traffic: Type.Array(TrafficSecond, { maxItems: 300 }),
  },
  { $id: 'Overview', additionalProperties: false },
);
export type Overview = Static<typeof Overview>;
