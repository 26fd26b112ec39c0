import type { SweepVerdict } from './sweep-verdict';

const maxShown = 40;
const number = (value: number): string => value.toLocaleString('en-US');
const percent = (part: number): string => `${part < 0 ? '' : '+'}${(100 * part).toFixed(2)} %`;

/** A sweep in a few lines: money by price book, then every promise that was not kept. */
export function sweepText(
  { instances, refused, apps, requests, coldStarts, books, broken }: SweepVerdict,
  seconds: number,
): string {
  const more = broken.length - maxShown;
  return [
    `${number(instances)} instances (${number(refused)} refused by the planner), ${number(apps)} apps, ` +
      `${number(requests)} requests, ${number(coldStarts)} cold starts in ${seconds.toFixed(0)} s`,
    'bills against what was promised, by price book:',
    ...books.map(
      ({ prices, instances: count, meanError, standardError, worstError }) =>
        `  ${prices.padEnd(30)} ${percent(meanError).padStart(9)} ± ${(100 * standardError).toFixed(2)} over ${count}; ` +
        `furthest beyond chance ${(100 * worstError).toFixed(2)} %`,
    ),
    ...broken.slice(0, maxShown),
    ...(more > 0 ? [`and ${more} more`] : []),
    broken.length === 0 ? 'every promise was kept' : `${number(broken.length)} promises were not kept`,
  ].join('\n');
}
