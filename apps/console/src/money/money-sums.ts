import type { MoneyBy } from '@harmonybatch/console-api';
import type { Cell, CellKey } from './cells';

/** Cells of a span, divided by app, group or function. Units are 10^-15 of the currency. */
export interface MoneySums {
  readonly currency: string | null;
  /** Of all invocations, but no less than what answered requests bear. */
  readonly totalUnits: bigint;
  readonly attributedUnits: bigint;
  readonly rows: readonly SummedRow[];
  readonly hours: ReadonlyMap<number, SummedHour>;
  /** Requests or invocations without a price. */
  readonly unpriced: number;
  /** Invocations that were paid in other currencies, by those. */
  readonly foreign: ReadonlyMap<string, number>;
}

export interface SummedRow {
  readonly name: string;
  readonly model: string;
  units: bigint;
  requests: number;
}

export interface SummedHour {
  invocationUnits: bigint;
  requestUnits: bigint;
  requests: number;
  unpriced: number;
}

interface Entry {
  readonly key: CellKey;
  readonly cell: Cell;
}

const nameOf: Readonly<Record<MoneyBy, (key: CellKey) => string>> = {
  app: ({ app }) => app,
  group: ({ group }) => group,
  function: ({ functionName }) => functionName,
};

/** The currency in which most invocations and requests were paid; null where none has a price. */
export function mainCurrency(entries: readonly Entry[]): string | null {
  const counts = new Map<string, number>();
  for (const { key, cell } of entries)
    if (key.currency !== '') counts.set(key.currency, (counts.get(key.currency) ?? 0) + cell.count);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

/** What a span has cost in its main currency. What an hour holds and what rows hold sum to the same total, to the last unit. */
export function sumMoney(entries: readonly Entry[], by: MoneyBy): MoneySums {
  const currency = mainCurrency(entries);
  const rows = new Map<string, SummedRow>();
  const hours = new Map<number, SummedHour>();
  const foreign = new Map<string, number>();
  let unpriced = 0;
  for (const { key, cell } of entries) {
    const hour = hourAt(hours, key.hourMs);
    const units = key.currency === currency ? cell.units : 0n;
    if (key.currency === '') {
      unpriced += cell.count;
      hour.unpriced += cell.count;
    } else if (key.currency !== currency) foreign.set(key.currency, (foreign.get(key.currency) ?? 0) + cell.count);
    if (key.kind === 'invocations') {
      hour.invocationUnits += units;
      continue;
    }
    hour.requestUnits += units;
    hour.requests += cell.count;
    const row = rowAt(rows, nameOf[by](key), key.model);
    row.units += units;
    row.requests += cell.count;
  }
  const attributedUnits = [...rows.values()].reduce((sum, { units }) => sum + units, 0n);
  const totalUnits = [...hours.values()].reduce((sum, hour) => sum + unitsOfHour(hour), 0n);
  return { currency, totalUnits, attributedUnits, rows: dearestFirst(rows.values()), hours, unpriced, foreign };
}

/** What an hour has cost: its invocations, or where fewer of those were read than of their requests, what those bear. */
export const unitsOfHour = ({ invocationUnits, requestUnits }: SummedHour): bigint =>
  invocationUnits > requestUnits ? invocationUnits : requestUnits;

function hourAt(hours: Map<number, SummedHour>, hourMs: number): SummedHour {
  let hour = hours.get(hourMs);
  if (hour === undefined)
    hours.set(hourMs, (hour = { invocationUnits: 0n, requestUnits: 0n, requests: 0, unpriced: 0 }));
  return hour;
}

function rowAt(rows: Map<string, SummedRow>, name: string, model: string): SummedRow {
  const key = keyOfRow({ name, model });
  let row = rows.get(key);
  if (row === undefined) rows.set(key, (row = { name, model, units: 0n, requests: 0 }));
  return row;
}

/** What of each hour some rows bear, in their order. */
export function unitsByHour(
  entries: readonly Entry[],
  by: MoneyBy,
  { currency, rows }: Pick<MoneySums, 'currency' | 'rows'>,
): ReadonlyMap<number, bigint[]> {
  const places = new Map(rows.map((row, place) => [keyOfRow(row), place]));
  const hours = new Map<number, bigint[]>();
  for (const { key, cell } of entries) {
    if (key.kind !== 'requests' || key.currency !== currency) continue;
    const place = places.get(keyOfRow({ name: nameOf[by](key), model: key.model }));
    if (place === undefined) continue;
    let parts = hours.get(key.hourMs);
    if (parts === undefined) hours.set(key.hourMs, (parts = rows.map(() => 0n)));
    parts[place]! += cell.units;
  }
  return hours;
}

const keyOfRow = ({ name, model }: Pick<SummedRow, 'name' | 'model'>): string => `${model}!${name}`;

const dearestFirst = (rows: Iterable<SummedRow>): SummedRow[] =>
  [...rows].sort((one, other) =>
    one.units === other.units ? (one.name < other.name ? -1 : 1) : one.units > other.units ? -1 : 1,
  );
