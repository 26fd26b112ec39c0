import { focusColumns, type MoneyBy } from '@harmonybatch/console-api';
import { hourLengthMs } from './cells';
import type { MoneySums } from './money-sums';
import { decimalOf } from './units';

/** What an hour has cost. */
export interface HourlyMoney {
  readonly hourMs: number;
  readonly by: MoneyBy;
  readonly sums: MoneySums;
}

/** A row of a table: an app, group or function in an hour, or what of the hour belongs to none. */
interface TableRow {
  readonly hourMs: number;
  readonly by: MoneyBy;
  /** Null of what belongs to none. */
  readonly name: string | null;
  readonly model: string;
  readonly currency: string;
  readonly units: bigint;
  readonly requests: number;
}

const rowsOf = ({ hourMs, by, sums }: HourlyMoney): TableRow[] => {
  const currency = sums.currency ?? '';
  const rest = sums.totalUnits - sums.attributedUnits;
  return [
    ...sums.rows.map(({ name, model, units, requests }) => ({ hourMs, by, name, model, currency, units, requests })),
    ...(rest > 0n ? [{ hourMs, by, name: null, model: '', currency, units: rest, requests: 0 }] : []),
  ];
};

/** What could be taken for a formula by a table program begins with an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection). */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (fields: readonly string[]): string => `${fields.map(field).join(',')}\r\n`;
const timeOf = (atMs: number): string => new Date(atMs).toISOString().replace('.000', '');

/** CSV (RFC 4180): a row for each app, group or function and hour, and one for what belongs to none. Amounts have all their digits. */
export const hourlyTable = (hours: readonly HourlyMoney[]): string =>
  [
    line(['hour', 'by', 'name', 'model', 'currency', 'amount', 'requests']),
    ...hours
      .flatMap(rowsOf)
      .map(({ hourMs, by, name, model, currency, units, requests }) =>
        line([
          timeOf(hourMs),
          by,
          harmless(name ?? '(unattributed)'),
          harmless(model),
          currency,
          decimalOf(units),
          `${requests}`,
        ]),
      ),
  ].join('');

/** The same with the columns of FOCUS 1.2 (https://focus.finops.org/focus-specification/v1-2/). */
export const focusTable = (hours: readonly HourlyMoney[]): string =>
  [
    line(focusColumns),
    ...hours.flatMap(rowsOf).map((row) => {
      const values = focusValues(row);
      return line(focusColumns.map((column) => values[column]));
    }),
  ].join('');

function focusValues({
  hourMs,
  by,
  name,
  model,
  currency,
  units,
  requests,
}: TableRow): Record<(typeof focusColumns)[number], string> {
  const hour = new Date(hourMs);
  const month = (offset: number): string => timeOf(Date.UTC(hour.getUTCFullYear(), hour.getUTCMonth() + offset));
  const cost = decimalOf(units);
  const what = name ?? '(unattributed)';
  return {
    BilledCost: cost,
    BillingAccountId: 'harmonybatch',
    BillingCurrency: currency,
    BillingPeriodEnd: month(1),
    BillingPeriodStart: month(0),
    ChargeCategory: 'Usage',
    ChargeDescription: name === null ? 'Invocations that no answered request bears' : `Inference of ${by} ${name}`,
    ChargePeriodEnd: timeOf(hourMs + hourLengthMs),
    ChargePeriodStart: timeOf(hourMs),
    ConsumedQuantity: `${requests}`,
    ConsumedUnit: 'Requests',
    EffectiveCost: cost,
    ListCost: cost,
    ListUnitPrice: '',
    ProviderName: 'HarmonyBatch',
    PublisherName: 'HarmonyBatch',
    ResourceId: harmless(what),
    ResourceType: by,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: 'Inference',
    SkuId: '',
    SubAccountId: harmless(model),
    Tags: JSON.stringify({ model, [by]: what }),
  };
}
