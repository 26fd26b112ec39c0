import type { MoneyPage } from '@harmonybatch/console-api';
import chartStyles from '../chart/chart.module.css';
import { money } from '../figures/format';
import { PageLink } from '../search/page-link';
import type { HourBar } from './hour-bars';
import { hrefOfRow } from './row-link';
import type { Stack } from './stacks';

interface Props {
  readonly stacks: readonly Stack[];
  readonly by: MoneyPage['by'];
  /** What is added up: the bar that is pointed at, or all of them. */
  readonly hours: readonly Pick<HourBar, 'parts' | 'others' | 'unattributed'>[];
  readonly currency: string | null;
}

/** What the colors of bars stand for, and what each of them had. */
export function StackLegend({ stacks, by, hours, currency }: Props) {
  return (
    <ul className={chartStyles.legend} aria-label="Parts of the bars">
      {stacks.toReversed().map(({ key, name, row, color, amountOf }) => (
        <li key={key}>
          <span className={chartStyles.key} style={{ background: color }} aria-hidden />
          {row === undefined ? name : <PageLink href={hrefOfRow(by, row)}>{name}</PageLink>}{' '}
          {money(
            hours.reduce((sum, hour) => sum + amountOf(hour), 0),
            currency,
          )}
        </li>
      ))}
    </ul>
  );
}
