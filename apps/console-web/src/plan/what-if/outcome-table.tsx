import type { PlanPage, WhatIfAnswer } from '@harmonybatch/console-api';
import { counted, moneyPerHour, share } from '../../figures/format';
import { Section } from '../../frame/section';
import { links } from '../../search/links';
import { DataTable, type Column } from '../../table/data-table';
import { appDifferences, costDifference, type AppDifference } from '../differences/app-differences';
import { signedMoneyPerHour } from '../differences/signed';

interface Props {
  readonly now: PlanPage;
  readonly answer: WhatIfAnswer;
}

/** What would become of each app. */
export function OutcomeTable({ now, answer }: Props) {
  const rows = appDifferences(now.groups, answer.groups, answer.simulated?.apps);
  const otherwise = rows.filter(({ isServedOtherwise }) => isServedOtherwise).length;
  const isComparable = now.currency === answer.currency;
  const columns: readonly Column<AppDifference>[] = [
    { name: 'App', width: 'minmax(6rem, 1.2fr)', cell: ({ name }) => name },
    {
      name: 'Batches of',
      width: '5rem',
      align: 'right',
      leftOutBelow: 'small',
      cell: ({ before, after }) => other(before?.batchSize, after?.batchSize, String),
    },
    {
      name: 'Function',
      width: 'minmax(6rem, 1fr)',
      leftOutBelow: 'large',
      cell: ({ after, before }) => (after === null ? (before === null ? '–' : 'not served') : after.function),
    },
    {
      name: 'In SLO',
      width: '5rem',
      align: 'right',
      cell: ({ simulated }) =>
        simulated === null || simulated.inSlo === null
          ? '–'
          : `${simulated.inSlo < simulated.promised ? '✗ ' : ''}${share(simulated.inSlo)}`,
    },
    {
      name: 'Would cost',
      width: '7rem',
      align: 'right',
      leftOutBelow: 'small',
      cell: ({ after }) => moneyPerHour(after?.costPerHour ?? null, answer.currency),
    },
    {
      name: 'Beside now',
      width: '7rem',
      align: 'right',
      cell: (row) => (isComparable ? signedMoneyPerHour(costDifference(row), answer.currency) : '–'),
    },
  ];
  return (
    <Section
      title="What would become of each app"
      note={`${otherwise === 0 ? 'All are served as now' : `${counted(otherwise, 'app')} would be served otherwise`}. Before → after where they differ; ✗ marks apps that the simulation saw get less than promised.`}
    >
      <DataTable
        label="What would become of each app"
        columns={columns}
        rows={rows}
        keyOf={({ name }) => name}
        hrefOf={({ name }) => links.app(name)}
      />
    </Section>
  );
}

/** Before → after, one of them where they are the same. */
function other(before: number | undefined, after: number | undefined, format: (value: number) => string): string {
  const [was, is] = [before, after].map((value) => (value === undefined ? '–' : format(value)));
  return was === is ? was! : `${was} → ${is}`;
}
