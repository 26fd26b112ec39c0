import { Type, type Static, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import { EpochMs, Name } from '@harmonybatch/contracts';
import { AppPage, RequestList, SloPrices } from './app';
import { DeadLetterFilter, DeadLetterList, Resend, ResendAnswer } from './dead-letters';
import { Window } from './figures';
import { FunctionList } from './functions';
import { KnownErrors } from './known-errors';
import { MoneyBy, MoneyPage } from './money';
import { AppList, AppSort, Overview, PromiseState } from './overview';
import { Done, PlanDecision, PlanList, PlanPage, WhatIf, WhatIfAnswer } from './plan';
import { RequestPage } from './request';

/** Where the API begins; the pages have all other paths. */
export const apiPath = '/api/v1';

/** One call of the API. */
export interface Route {
  readonly method: 'get' | 'post';
  /** Below `apiPath`, parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly params: TObject<TProperties>;
  /** Optional unless the description of a call says otherwise. */
  readonly query: TObject<TProperties>;
  readonly body?: TSchema;
  readonly answer: TSchema;
  /** Media type of the answer where it is not JSON. */
  readonly mediaType?: string;
}

const none = Type.Object({}, { additionalProperties: false });
const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const optional = <S extends TSchema>(schema: S) => Type.Optional(schema);
const window = optional(Window);
const Identity = Type.String({ pattern: '^[0-9a-f]{32}$' });
const span = { fromMs: optional(EpochMs), toMs: optional(EpochMs) };

/** Every call that the pages make, and whoever else wants to. */
export const routes = {
  overview: {
    method: 'get',
    path: '/overview',
    summary: 'Whether every promise is kept: apps worst first, money, and what is wrong now.',
    params: none,
    query: closed({ window }),
    answer: Overview,
  },
  apps: {
    method: 'get',
    path: '/apps',
    summary: 'Apps with what was promised and delivered.',
    params: none,
    query: closed({
      window,
      sort: optional(AppSort),
      state: optional(PromiseState),
      model: optional(Name),
      q: optional(Type.String({ maxLength: 63, description: 'Part of the name.' })),
      limit: optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '100 where absent.' })),
      offset: optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    }),
    answer: AppList,
  },
  app: {
    method: 'get',
    path: '/apps/{app}',
    summary: 'One app: latencies against its SLO, causes of late requests, the groups that serve it.',
    params: closed({ app: Name }),
    query: closed({ window }),
    answer: AppPage,
  },
  sloPrices: {
    method: 'get',
    path: '/apps/{app}/slo-prices',
    summary: 'The tightest SLO that it could have, and what tighter and looser ones cost.',
    params: closed({ app: Name }),
    query: none,
    answer: SloPrices,
  },
  requests: {
    method: 'get',
    path: '/requests',
    summary: 'The newest requests that are kept.',
    params: none,
    query: closed({
      app: optional(Name),
      id: optional(Type.String({ maxLength: 256, description: 'The producer’s id.' })),
      state: optional(
        Type.Union([
          Type.Literal('ok'),
          Type.Literal('late'),
          Type.Literal('failed'),
          Type.Literal('expired'),
          Type.Literal('rejected'),
        ]),
      ),
      cause: optional(Type.String({ maxLength: 20 })),
      code: optional(Type.String({ maxLength: 64 })),
      batch: optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
      groupId: optional(Type.String({ maxLength: 64 })),
      before: optional(Type.String({ maxLength: 64, description: '`nextBefore` of the page before.' })),
      limit: optional(Type.Integer({ minimum: 1, maximum: 500, description: '50 where absent.' })),
    }),
    answer: RequestList,
  },
  request: {
    method: 'get',
    path: '/requests/{identity}',
    summary: 'One request: its timeline, its batch and why that left, what it cost.',
    params: closed({ identity: Identity }),
    query: none,
    answer: RequestPage,
  },
  plans: {
    method: 'get',
    path: '/models/{model}/plans',
    summary: 'The plans of a model, newest first, and those that wait for a decision.',
    params: closed({ model: Name }),
    query: closed({
      limit: optional(Type.Integer({ minimum: 1, maximum: 500, description: '50 where absent.' })),
      beforeMs: optional(EpochMs),
    }),
    answer: PlanList,
  },
  plan: {
    method: 'get',
    path: '/models/{model}/plan',
    summary: 'The plan in force, or that of a time or an epoch: groups, what binds, what changed.',
    params: closed({ model: Name }),
    query: closed({ atMs: optional(EpochMs), epoch: optional(Type.Integer({ minimum: 0 })) }),
    answer: PlanPage,
  },
  decide: {
    method: 'post',
    path: '/models/{model}/plan/decision',
    summary: 'Approves or rejects a proposal, rolls back to an earlier plan, or lets the planner plan again.',
    params: closed({ model: Name }),
    query: none,
    body: PlanDecision,
    answer: Done,
  },
  whatIf: {
    method: 'post',
    path: '/models/{model}/what-if',
    summary: 'Plan, cost and simulated attainment were SLOs, rates, prices or platforms others; changes nothing.',
    params: closed({ model: Name }),
    query: none,
    body: WhatIf,
    answer: WhatIfAnswer,
  },
  functions: {
    method: 'get',
    path: '/functions',
    summary: 'Functions: shapes, invocations, cold starts, latencies predicted and observed.',
    params: none,
    query: closed({ window }),
    answer: FunctionList,
  },
  deadLetters: {
    method: 'get',
    path: '/dead-letters',
    summary: 'Dead letters that a filter leaves, and how many of which code.',
    params: none,
    query: closed({
      ...DeadLetterFilter.properties,
      limit: optional(Type.Integer({ minimum: 1, maximum: 500, description: '100 where absent.' })),
    }),
    answer: DeadLetterList,
  },
  resend: {
    method: 'post',
    path: '/dead-letters/resend',
    summary: 'Sends dead letters back to where they came from: first a dry run, then the same with its `confirm`.',
    params: none,
    query: none,
    body: Resend,
    answer: ResendAnswer,
  },
  knownErrors: {
    method: 'get',
    path: '/errors',
    summary: 'Every error code, what mends it, and how often it was seen.',
    params: none,
    query: closed({ window }),
    answer: KnownErrors,
  },
  money: {
    method: 'get',
    path: '/money',
    summary: 'What was spent by app, group or function, and by hour; the last 24 hours where no span is given.',
    params: none,
    query: closed({ by: optional(MoneyBy), model: optional(Name), ...span }),
    answer: MoneyPage,
  },
  moneyCsv: {
    method: 'get',
    path: '/money.csv',
    summary: 'The same as CSV: a row for each app (group, function) and hour.',
    params: none,
    query: closed({ by: optional(MoneyBy), model: optional(Name), ...span }),
    answer: Type.String(),
    mediaType: 'text/csv',
  },
  moneyFocus: {
    method: 'get',
    path: '/money.focus.csv',
    summary: 'The same with the columns of FOCUS 1.2.',
    params: none,
    query: closed({ by: optional(MoneyBy), model: optional(Name), ...span }),
    answer: Type.String(),
    mediaType: 'text/csv',
  },
  events: {
    method: 'get',
    path: '/events',
    summary: 'Server-sent events: `tick` each second, `plan` when one comes into force or waits.',
    params: none,
    query: none,
    answer: Type.String(),
    mediaType: 'text/event-stream',
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** What a call takes and answers, by its name: for whoever needs the types and not the schemas. */
export type ParamsOf<Name extends RouteName> = Static<(typeof routes)[Name]['params']>;
export type QueryOf<Name extends RouteName> = Static<(typeof routes)[Name]['query']>;
export type AnswerOf<Name extends RouteName> = Static<(typeof routes)[Name]['answer']>;
export type BodyOf<Name extends RouteName> = (typeof routes)[Name] extends { body: infer Body extends TSchema }
  ? Static<Body>
  : never;
