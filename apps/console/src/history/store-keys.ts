import { hourText } from '../money/cells';

/** What the keys of a store begin with, by what they hold. */
const prefixes = { cell: 'cell!', position: 'position!', gap: 'gap!', plan: 'plan!' } as const;
const numberDigits = 16;
const numberText = (number: number): string => String(number).padStart(numberDigits, '0');

/** Behind every key that begins with a text: no key has this character. */
const behind = '\uffff';

export const keys = {
  version: 'version',
  sinceMs: 'since-ms',
  cell: (text: string): string => `${prefixes.cell}${text}`,
  textOfCell: (key: string): string => key.slice(prefixes.cell.length),
  position: (topic: string): string => `${prefixes.position}${topic}`,
  gap: (fromMs: number): string => `${prefixes.gap}${numberText(Math.round(fromMs))}`,
  plan: (model: string, epoch: number): string => `${prefixes.plan}${model}!${numberText(epoch)}`,
} as const;

export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}

const under = (prefix: string): KeyRange => ({ gte: prefix, lt: `${prefix}${behind}` });

export const ranges = {
  /** Hours that begin from `fromMs` on and before `toMs`, epoch ms. */
  cells: (fromMs: number, toMs: number): KeyRange => ({
    gte: `${prefixes.cell}${hourText(fromMs)}`,
    lt: `${prefixes.cell}${hourText(toMs)}`,
  }),
  positions: under(prefixes.position),
  gaps: under(prefixes.gap),
  plans: under(prefixes.plan),
} as const;
