import { Type, type Static } from '@sinclair/typebox';
import {
  Currency,
  DurationMs,
  EpochMs,
  Name,
  PlanDecided,
  PlanReason,
  PlanPublished,
  PlanProposed,
  RateHz,
  SloMs,
} from '@harmonybatch/contracts';
import { Share } from './figures';

const Amount = Type.Number({ minimum: 0 });

/** What keeps a group from being cheaper: the terms of the planner's own explanation. */
export const Binding = Type.Object(
  {
    app: Type.Union([Name, Type.Null()], { description: 'The app whose SLO binds; null where none does.' }),
    sentence: Type.String({ description: 'What binds, such as "tight needs its answer within 300 ms".' }),
  },
  { additionalProperties: false },
);
export type Binding = Static<typeof Binding>;

export const PlanGroup = Type.Object(
  {
    id: Type.String(),
    functionName: Type.String(),
    function: Type.String({ description: 'Its shape in words.' }),
    kind: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')]),
    batchSize: Type.Integer({ minimum: 1 }),
    meanBatchSize: Type.Number({ minimum: 1 }),
    latencyMs: Type.Object({ avg: DurationMs, max: DurationMs }, { additionalProperties: false }),
    warmInstances: Type.Integer({ minimum: 0 }),
    costPerHour: Amount,
    costPerRequest: Amount,
    moneyPerHour: Type.Union([Type.Record(Type.String(), Amount), Type.Null()], {
      description: 'By what it is for: executions, invocations, idle, coldStarts, minimum.',
    }),
    binding: Binding,
    apps: Type.Array(
      Type.Object(
        {
          name: Name,
          sloMs: SloMs,
          rateHz: RateHz,
          timeoutMs: DurationMs,
          overheadMs: DurationMs,
          share: Type.Number({ minimum: 0, maximum: 1 }),
          aloneHour: Type.Union([Amount, Type.Null()]),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type PlanGroup = Static<typeof PlanGroup>;

/** What is other than in the plan before. */
export const PlanChange = Type.Object(
  {
    fromEpoch: Type.Integer({ minimum: 0 }),
    sentences: Type.Array(Type.String(), { maxItems: 200, description: 'One for each thing that changed.' }),
    moved: Type.Array(
      Type.Object(
        {
          app: Name,
          fromGroup: Type.Union([Type.String(), Type.Null()]),
          toGroup: Type.Union([Type.String(), Type.Null()]),
        },
        { additionalProperties: false },
      ),
    ),
    costPerHourBefore: Amount,
    costPerHourAtTheseRates: Type.Union([Amount, Type.Null()], {
      description:
        'What the groups of the plan before would cost at the rates of this one; null where they could not serve them.',
    }),
  },
  { additionalProperties: false },
);
export type PlanChange = Static<typeof PlanChange>;

export const PlanPage = Type.Object(
  {
    model: Name,
    epoch: Type.Integer({ minimum: 0 }),
    inForce: Type.Boolean(),
    /** When it came into force, and until when; null where it still is. */
    fromMs: EpochMs,
    untilMs: Type.Union([EpochMs, Type.Null()]),
    reason: PlanReason,
    why: Type.String({ description: 'The reason in a sentence.' }),
    strategy: Type.String(),
    prices: Type.String(),
    catalogue: Type.String(),
    currency: Currency,
    planningMs: DurationMs,
    costPerHour: Amount,
    aloneHour: Type.Union([Amount, Type.Null()]),
    savedShare: Type.Union([Type.Number({ maximum: 1 }), Type.Null()]),
    groups: Type.Array(PlanGroup),
    unservable: Type.Array(
      Type.Object(
        { name: Name, sloMs: SloMs, tightestSloMs: Type.Union([DurationMs, Type.Null()]), message: Type.String() },
        { additionalProperties: false },
      ),
    ),
    notes: Type.Array(Type.String()),
    change: Type.Union([PlanChange, Type.Null()], { description: 'Null where no plan before it is kept.' }),
    rollBack: Type.Union(
      [
        Type.Object(
          {
            obstacle: Type.Union([Type.String(), Type.Null()], {
              description: 'Why the model cannot be rolled back to it, and what mends that; null where it can.',
            }),
            command: Type.Union([Type.String(), Type.Null()], {
              description:
                'The same on a command line, as long as Kafka has the plan; null where that is known to be over.',
            }),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      { description: 'How the model is rolled back to it; null of the plan in force.' },
    ),
    pinned: Type.Boolean({ description: 'Whether somebody holds the model to a plan.' }),
    /** As it stands in `plan.published`. */
    document: Type.Object(PlanPublished.properties, { additionalProperties: false }),
  },
  { $id: 'PlanPage', additionalProperties: false },
);
export type PlanPage = Static<typeof PlanPage>;

export const PlanList = Type.Object(
  {
    model: Name,
    plans: Type.Array(
      Type.Object(
        {
          epoch: Type.Integer({ minimum: 0 }),
          plannedAtMs: EpochMs,
          reason: PlanReason,
          costPerHour: Amount,
          currency: Currency,
          groups: Type.Integer({ minimum: 0 }),
          apps: Type.Integer({ minimum: 0 }),
          obstacle: Type.Union([Type.String(), Type.Null()], {
            description: 'Why the model cannot be rolled back to it; null where it can, and of the plan in force.',
          }),
        },
        { additionalProperties: false },
      ),
      { description: 'Newest first.' },
    ),
    keptSinceMs: Type.Union([EpochMs, Type.Null()]),
    proposals: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          awaits: Type.Union([Type.Literal('approval'), Type.Literal('functions')]),
          decided: Type.Union(
            [
              Type.Object(
                { decision: PlanDecided.properties.decision, atMs: EpochMs },
                { additionalProperties: false },
              ),
              Type.Null(),
            ],
            { description: 'What somebody decided last of it; null where nobody did.' },
          ),
          proposedAtMs: EpochMs,
          costPerHour: Amount,
          costPerHourInForce: Type.Union([Amount, Type.Null()]),
          currency: Currency,
          reason: PlanReason,
          groups: Type.Integer({ minimum: 0 }),
          unkept: Type.Array(Type.String()),
          obstacles: Type.Array(Type.String()),
          changes: PlanProposed.properties.changes,
        },
        { additionalProperties: false },
      ),
    ),
  },
  { $id: 'PlanList', additionalProperties: false },
);
export type PlanList = Static<typeof PlanList>;

/** What somebody decides of a plan; nothing but this changes anything. */
export const PlanDecision = Type.Object(
  {
    action: Type.Union(
      [Type.Literal('approve'), Type.Literal('reject'), Type.Literal('roll-back'), Type.Literal('release')],
      { description: 'roll-back: hold the model to the plan of `epoch`; release: let the planner plan again.' },
    ),
    proposal: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Of approve and reject.' })),
    epoch: Type.Optional(Type.Integer({ minimum: 0, description: 'Of roll-back.' })),
  },
  { $id: 'PlanDecision', additionalProperties: false },
);
export type PlanDecision = Static<typeof PlanDecision>;

export const Done = Type.Object(
  {
    sentence: Type.String({ description: 'What was done, and what comes of it.' }),
    command: Type.Union([Type.String(), Type.Null()], {
      description: 'The same on a command line; null where none does it any more.',
    }),
  },
  { $id: 'Done', additionalProperties: false },
);
export type Done = Static<typeof Done>;

/** What if SLOs, rates, prices or platforms were others; what is absent is as it is now. */
export const WhatIf = Type.Object(
  {
    apps: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            sloMs: Type.Optional(SloMs),
            rateHz: Type.Optional(RateHz),
            attainment: Type.Optional(Type.Number({ minimum: 0.5, maximum: 0.9999 })),
          },
          { additionalProperties: false },
        ),
        {
          maxItems: 1_000,
          description:
            'Apps that are other than now; an unknown one is added and needs both; a rate of 0 takes one away.',
        },
      ),
    ),
    rateFactor: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1_000, description: 'All rates times this.' }),
    ),
    prices: Type.Optional(Type.String({ maxLength: 63, description: 'A price book.' })),
    catalogue: Type.Optional(Type.String({ maxLength: 63, description: 'A catalogue of function shapes.' })),
    strategy: Type.Optional(Type.String({ maxLength: 63 })),
    simulatedSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3_600, description: 'How long to simulate; 0: not at all.' }),
    ),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
  },
  { $id: 'WhatIf', additionalProperties: false },
);
export type WhatIf = Static<typeof WhatIf>;

export const WhatIfAnswer = Type.Object(
  {
    model: Name,
    currency: Currency,
    costPerHour: Amount,
    costPerHourNow: Type.Union([Amount, Type.Null()]),
    aloneHour: Type.Union([Amount, Type.Null()]),
    groups: Type.Array(PlanGroup),
    unservable: PlanPage.properties.unservable,
    notes: Type.Array(Type.String()),
    planningMs: DurationMs,
    simulated: Type.Union([
      Type.Object(
        {
          seconds: Type.Number({ minimum: 0 }),
          requests: Type.Integer({ minimum: 0 }),
          inSlo: Share,
          costPerHour: Amount,
          coldStarts: Type.Integer({ minimum: 0 }),
          apps: Type.Array(
            Type.Object(
              {
                name: Name,
                promised: Type.Number(),
                inSlo: Share,
                p99Ms: Type.Union([DurationMs, Type.Null()]),
                requests: Type.Integer(),
              },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    choices: Type.Object(
      {
        prices: Type.Array(Type.String()),
        catalogues: Type.Array(Type.String()),
        strategies: Type.Array(Type.String()),
      },
      { additionalProperties: false, description: 'What may be asked for.' },
    ),
    command: Type.String({ description: 'The same on a command line.' }),
  },
  { $id: 'WhatIfAnswer', additionalProperties: false },
);
export type WhatIfAnswer = Static<typeof WhatIfAnswer>;
