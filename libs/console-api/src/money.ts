import { Type, type Static } from '@sinclair/typebox';
import { Currency, EpochMs } from '@harmonybatch/contracts';
import { Coverage, Sum, TimeSpan } from './figures';

export const MoneyBy = Type.Union([Type.Literal('app'), Type.Literal('group'), Type.Literal('function')]);
export type MoneyBy = Static<typeof MoneyBy>;

/** The dearest rows of a span: so many are told hour by hour. */
export const maxStackedRows = 5;

const Amount = Type.Number({ minimum: 0 });

export const MoneyHour = Type.Object(
  {
    hourMs: EpochMs,
    amount: Amount,
    requests: Type.Integer({ minimum: 0 }),
    coverage: Coverage,
    parts: Type.Array(Amount, {
      maxItems: maxStackedRows,
      description: 'What of the amount is of the first rows of the page, in their order.',
    }),
    others: Type.Number({ minimum: 0, description: 'Of all other rows.' }),
    unattributed: Type.Number({ minimum: 0, description: 'Of no row.' }),
  },
  { additionalProperties: false },
);
export type MoneyHour = Static<typeof MoneyHour>;

export const MoneyPage = Type.Object(
  {
    by: MoneyBy,
    span: TimeSpan,
    currency: Type.Union([Currency, Type.Null()]),
    total: Sum,
    /** What invocations cost that belong to no app's answered requests: repeats and executions that failed. */
    unattributed: Type.Number({ minimum: 0 }),
    /** What plans in force expected for instances kept ready, cold starts and minima: no invocation carries it. */
    expectedBeside: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    rows: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          model: Type.Union([Type.String(), Type.Null()]),
          amount: Type.Number({ minimum: 0 }),
          requests: Type.Integer({ minimum: 0 }),
          perMillion: Type.Union([Type.Number(), Type.Null()]),
        },
        { additionalProperties: false },
      ),
      { description: 'Dearest first.' },
    ),
    hours: Type.Array(MoneyHour, { maxItems: 24 * 92 }),
    keptSinceMs: Type.Union([EpochMs, Type.Null()], { description: 'Nothing is known of what was before.' }),
  },
  { $id: 'MoneyPage', additionalProperties: false },
);
export type MoneyPage = Static<typeof MoneyPage>;

/** Columns of the export by FOCUS 1.2, one row for an app (or group or function) and hour. */
export const focusColumns = [
  'BilledCost',
  'BillingAccountId',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeDescription',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ConsumedQuantity',
  'ConsumedUnit',
  'EffectiveCost',
  'ListCost',
  'ListUnitPrice',
  'ProviderName',
  'PublisherName',
  'ResourceId',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'SkuId',
  'SubAccountId',
  'Tags',
] as const;
