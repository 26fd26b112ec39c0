import type { MoneyPage } from '@harmonybatch/console-api';

type Hour = MoneyPage['hours'][number];

/** Money of one or more hours that follow each other. */
export interface HourBar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly amount: number;
  readonly requests: number;
  /** Of the dearest rows, in their order. */
  readonly parts: readonly number[];
  readonly others: number;
  readonly unattributed: number;
  /** Of all its hours: complete, or unknown, only where each is. */
  readonly coverage: Hour['coverage'];
}

const hourMs = 3_600_000;
/** How many hours a bar may have: parts of a day, so that bars begin at the same times each day. */
const widths = [1, 2, 3, 6, 12, 24] as const;

/** Bars of hours, so many as have room at most, each of the least number of hours for that. @param room number of bars */
export function hourBars(hours: readonly Hour[], room: number): HourBar[] {
  const width = widths.find((one) => hours.length / one <= room) ?? widths[widths.length - 1]!;
  return Array.from({ length: Math.ceil(hours.length / width) }, (_, place) => {
    const own = hours.slice(place * width, (place + 1) * width);
    return {
      fromMs: own[0]!.hourMs,
      toMs: own[own.length - 1]!.hourMs + hourMs,
      amount: own.reduce((sum, { amount }) => sum + amount, 0),
      requests: own.reduce((sum, { requests }) => sum + requests, 0),
      parts: sumOfParts(own),
      others: own.reduce((sum, { others }) => sum + others, 0),
      unattributed: own.reduce((sum, { unattributed }) => sum + unattributed, 0),
      coverage: coverageOf(own),
    };
  });
}

function sumOfParts(hours: readonly Hour[]): number[] {
  const length = Math.max(...hours.map(({ parts }) => parts.length));
  return Array.from({ length }, (_, place) => hours.reduce((sum, { parts }) => sum + (parts[place] ?? 0), 0));
}

function coverageOf(hours: readonly Hour[]): Hour['coverage'] {
  const [first] = hours;
  return hours.every(({ coverage }) => coverage === first?.coverage) ? (first?.coverage ?? 'unknown') : 'partial';
}
