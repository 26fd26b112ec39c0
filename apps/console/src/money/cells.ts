import { limits } from '@harmonybatch/contracts';

/** What is counted apart: money of answered requests, or of invocations, in an hour. */
export interface CellKey {
  readonly kind: 'requests' | 'invocations';
  readonly hourMs: number;
  readonly model: string;
  /** Empty where the cell is of invocations. */
  readonly app: string;
  readonly group: string;
  readonly functionName: string;
  /** Empty where it has no price. */
  readonly currency: string;
}

export interface Cell {
  /** Of 10^-15 of the currency. */
  units: bigint;
  /** Requests, or invocations. */
  count: number;
}

export const hourLengthMs = 3_600_000;
export const hourOf = (atMs: number): number => Math.floor(atMs / hourLengthMs) * hourLengthMs;

const divider = '!';
const hourDigits = 15;
/** What stands for the apps, groups and functions of an hour that are too many to be counted apart. */
export const others = 'others';
const maxPartLength = Math.max(256, limits.maxNameLength);
/** Names have none of what divides keys; what is no name is made one. */
const part = (text: string): string => text.replace(/[^\w.@:-]/g, '_').slice(0, maxPartLength);

export const hourText = (hourMs: number): string => String(hourMs).padStart(hourDigits, '0');

/** A key as text; those of one hour stand together, hours in their order. */
export const textOfKey = ({ kind, hourMs, model, app, group, functionName, currency }: CellKey): string =>
  [hourText(hourMs), kind, ...[model, app, group, functionName, currency].map(part)].join(divider);

export function keyOfText(text: string): CellKey {
  const [hour, kind, model, app, group, functionName, currency] = text.split(divider) as [
    string,
    CellKey['kind'],
    ...string[],
  ];
  return {
    ...{ kind, hourMs: Number(hour), model: model!, app: app!, group: group! },
    ...{ functionName: functionName!, currency: currency! },
  };
}

export const cellText = ({ units, count }: Cell): string => `${units} ${count}`;

export function cellOfText(text: string): Cell {
  const [units = '0', count = '0'] = text.split(' ');
  return { units: BigInt(units), count: Number(count) };
}
