import { rounded } from '../report/statistics';
import { tableLines } from '../report/table';
import type { EventFigures } from './event-figures';

const share = ({ inSlo, sent }: EventFigures): number => inSlo / Math.max(1, sent);
const percent = (figures: EventFigures): string => `${rounded(100 * share(figures)).toFixed(2)} %`;

/** One line an event and run. */
export function reportLines(figures: readonly EventFigures[]): string[] {
  const head = [
    'service',
    'event',
    'run',
    'took ms',
    'sent',
    'in SLO',
    'share',
    'failed',
    'lost',
    'twice',
    'p99 ms',
    'max ms',
  ];
  const rows = figures.map((one) => [
    one.service,
    one.event,
    one.run,
    one.lastedMs,
    one.sent,
    one.inSlo,
    percent(one),
    one.failed,
    one.lost,
    one.twice,
    one.p99Ms,
    one.maxMs,
  ]);
  return tableLines(head, rows);
}

/** Where a request was lost or answered twice, or more of them missed their SLO around an event than may, in words. */
export function faultsIn(figures: readonly EventFigures[], leastShare: number): string[] {
  return figures.flatMap((one) => {
    const about = `${one.service}, ${one.event}, run ${one.run}`;
    return [
      ...(one.lost > 0 ? [`${about}: ${one.lost} requests lost`] : []),
      ...(one.twice > 0 ? [`${about}: ${one.twice} outcomes beyond the first of their request`] : []),
      ...(share(one) < leastShare ? [`${about}: ${percent(one)} in time, less than ${100 * leastShare} %`] : []),
    ];
  });
}
