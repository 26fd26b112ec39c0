import { Type, type Static } from '@sinclair/typebox';
import { Currency, DurationMs, EpochMs, Name, RateHz, SloMs, limits } from '../schema/scalars';
import { FunctionName, FunctionPrice, FunctionShapeSchema, FunctionTimeoutMs } from '../schema/function';
import { FunctionCall } from '../schema/function-call';

export const PlanReason = Type.Union(
  [
    Type.Literal('first'),
    Type.Literal('app'),
    Type.Literal('model'),
    Type.Literal('settings'),
    Type.Literal('rate'),
    Type.Literal('way'),
    Type.Literal('calibration'),
    Type.Literal('requested'),
    Type.Literal('functions'),
    Type.Literal('pinned'),
  ],
  {
    description:
      'Why the plan was made: the first one, an app or model changed, the planner runs with other settings, rates moved ' +
      '(to another plan, or to other prices of the same groups), the way takes more or less of the SLOs than the plan keeps ' +
      'for it, executions take longer or shorter than the profile says, somebody asked, functions that ' +
      'could not be had are tried again, somebody holds the model to a plan.',
  },
);

const PlannedApp = Type.Object(
  {
    name: Name,
    sloMs: SloMs,
    rateHz: RateHz,
    timeoutMs: DurationMs,
    attainment: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1 })),
    overheadMs: Type.Optional(
      Type.Unsafe<Static<typeof DurationMs>>({
        ...DurationMs,
        description: 'What the way takes of its SLO, ms; the plan’s where absent.',
      }),
    ),
    share: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Part of its requests; absent for all of them.' }),
    ),
  },
  { additionalProperties: false },
);

const Amount = (description: string) => Type.Number({ minimum: 0, description });

const GroupMoney = Type.Object(
  {
    executions: Amount('While invocations run.'),
    invocations: Amount('Fees of invocations, whatever they take.'),
    idle: Amount('Instances that are kept ready, or held after their last batch.'),
    coldStarts: Amount('Initialisation of instances that are started for a batch which meets none that is ready.'),
    minimum: Amount('What hourly minima add.'),
  },
  { additionalProperties: false, description: 'What the group is expected to cost in a second, by what it is for.' },
);

const PlannedGroup = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    apps: Type.Array(PlannedApp, { minItems: 1, maxItems: limits.maxApps }),
    functionName: FunctionName,
    function: FunctionShapeSchema,
    price: Type.Optional(FunctionPrice),
    batchSize: Type.Integer({ minimum: 1, maximum: limits.maxBatchSize }),
    latencyMs: Type.Object({ avg: DurationMs, max: DurationMs }, { additionalProperties: false }),
    slackMs: Type.Optional(
      Type.Array(DurationMs, {
        maxItems: limits.maxBatchSize,
        description:
          'What a batch of 1, 2, … requests may wait beyond its timeouts, for it runs shorter than a full one.',
      }),
    ),
    functionTimeoutMs: Type.Optional(FunctionTimeoutMs),
    costPerRequest: Type.Number({ minimum: 0, description: 'Expected, idle instances and minima included.' }),
    meanBatchSize: Type.Number({ minimum: 1 }),
    warmInstances: Type.Integer({
      minimum: 0,
      description: 'Instances kept ready so that a batch meets no cold start.',
    }),
    coldShare: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Part of the batches that is expected to meet no instance which is ready.',
      }),
    ),
    moneyPerSecond: Type.Optional(GroupMoney),
  },
  { additionalProperties: false },
);
export type PublishedGroup = Static<typeof PlannedGroup>;

const UnservableApp = Type.Object(
  {
    name: Name,
    sloMs: SloMs,
    attainment: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1 })),
    tightestSloMs: Type.Union([DurationMs, Type.Null()], { description: 'The tightest SLO that could be met.' }),
    message: Type.String({ maxLength: 1000 }),
  },
  { additionalProperties: false },
);

const MissingFunction = Type.Object(
  {
    functionName: FunctionName,
    function: FunctionShapeSchema,
    apps: Type.Array(Name, { maxItems: limits.maxApps, description: 'Those that were to run on it.' }),
    message: Type.String({ maxLength: 1000, description: 'Why it cannot be had.' }),
  },
  { additionalProperties: false },
);
export type MissingFunction = Static<typeof MissingFunction>;
const WayReserve = Type.Object(
  {
    attainment: Type.Number({ minimum: 0.5, maximum: 1 }),
    reservedMs: DurationMs,
    requests: Type.Integer({ minimum: 0, description: 'That it was measured on; 0 where nothing was measured yet.' }),
  },
  { additionalProperties: false, description: 'What is kept for the way for apps with at most this attainment.' },
);
export type WayReserve = Static<typeof WayReserve>;

/** The plan in force for one model. Its epoch is its offset in this topic. */
export const PlanPublished = Type.Object(
  {
    model: Name,
    modelVersion: Type.String({
      maxLength: limits.maxPlanVersionLength,
      description: 'Version of the model with a hash of all its fields: another hash, another state of the model.',
    }),
    strategy: Type.String({ maxLength: 63 }),
    prices: Type.String({ maxLength: 63, description: 'Name of the price book.' }),
    catalogue: Type.String({ maxLength: 63, description: 'Name of the catalogue of function shapes.' }),
    currency: Currency,
    reason: PlanReason,
    plannedAtMs: EpochMs,
    planningMs: DurationMs,
    overheadMs: DurationMs,
    way: Type.Optional(
      Type.Array(WayReserve, { maxItems: 16, description: 'What is kept for the way, where that is measured.' }),
    ),
    calibration: Type.Optional(
      Type.Object(
        {
          cpu: Type.Number({ exclusiveMinimum: 0 }),
          gpu: Type.Number({ exclusiveMinimum: 0 }),
          tails: Type.Optional(
            Type.Object(
              { cpu: Type.Number({ minimum: 1 }), gpu: Type.Number({ minimum: 1 }) },
              { additionalProperties: false, description: 'The same of 99 % points alone.' },
            ),
          ),
        },
        {
          additionalProperties: false,
          description:
            'By what the plan takes executions to be longer than the profile says; absent where it is taken as it is.',
        },
      ),
    ),
    holding: Type.Optional(
      Type.Union([Type.Literal('warm'), Type.Literal('on-demand')], {
        description: 'Whether idle instances are kept ready; `warm` where absent.',
      }),
    ),
    assumedCards: Type.Optional(
      Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 64 }), {
        maxProperties: 32,
        description: 'By the card of a profile, the whole card that is taken to be as fast.',
      }),
    ),
    maxItemBytes: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Size of the largest item that the plan leaves room for.' }),
    ),
    call: Type.Optional(FunctionCall),
    costPerRequest: Type.Number({ minimum: 0 }),
    costPerSecond: Type.Number({ minimum: 0 }),
    groups: Type.Array(PlannedGroup, { maxItems: limits.maxApps }),
    settings: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Hash of the planner’s settings that the plan rests on.' }),
    ),
    unservable: Type.Array(UnservableApp, { maxItems: limits.maxApps }),
    instanceLimits: Type.Optional(
      Type.Object(
        {
          cpu: Type.Optional(Type.Integer({ minimum: 0 })),
          gpu: Type.Optional(Type.Integer({ minimum: 0 })),
        },
        {
          additionalProperties: false,
          description:
            'Most warm instances by kind of function, as far as the platform gives no more and the best plan needs more.',
        },
      ),
    ),
    missing: Type.Optional(
      Type.Array(MissingFunction, {
        maxItems: limits.maxApps,
        description:
          'Functions of a better plan that could not be had; their apps stay in groups of the plan before. Absent: none.',
      }),
    ),
    notes: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 32 })),
  },
  { $id: 'PlanPublished', additionalProperties: false },
);
export type PlanReason = Static<typeof PlanReason>;
export type PlanPublished = Static<typeof PlanPublished>;
