import type { PlanGroup } from '@harmonybatch/console-api';
import { duration, moneyPerHour, rate, share } from '../figures/format';
import { Section } from '../frame/section';
import { links } from '../search/links';
import { DataTable, type Column } from '../table/data-table';
import { weightOf, type GroupApp } from './lanes/measure';

interface Props {
  readonly groups: readonly PlanGroup[];
  readonly currency: string;
}

interface Row {
  readonly app: GroupApp;
  readonly group: PlanGroup;
}

/** The picture as a table: each app in each of its groups, tightest SLO first. */
export function AppsOfPlan({ groups, currency }: Props) {
  const rows = groups
    .flatMap((group) => group.apps.map((app): Row => ({ app, group })))
    .toSorted(({ app: a }, { app: b }) => a.sloMs - b.sloMs || (a.name < b.name ? -1 : 1));
  const columns: readonly Column<Row>[] = [
    { name: 'App', width: 'minmax(6rem, 1.4fr)', cell: ({ app }) => app.name },
    { name: 'SLO', width: '5rem', align: 'right', cell: ({ app }) => duration(app.sloMs) },
    { name: 'Rate', width: '6rem', align: 'right', leftOutBelow: 'small', cell: ({ app }) => rate(app.rateHz) },
    { name: 'Part', width: '4rem', align: 'right', leftOutBelow: 'large', cell: ({ app }) => share(app.share) },
    {
      name: 'Batches of',
      width: '5rem',
      align: 'right',
      leftOutBelow: 'small',
      cell: ({ group }) => group.batchSize,
    },
    {
      name: 'Waits at most',
      width: '6.5rem',
      align: 'right',
      leftOutBelow: 'medium',
      cell: ({ app }) => duration(app.timeoutMs),
    },
    {
      name: 'Runs at most',
      width: '6.5rem',
      align: 'right',
      leftOutBelow: 'medium',
      cell: ({ group }) => duration(group.latencyMs.max),
    },
    { name: 'Function', width: 'minmax(8rem, 1fr)', leftOutBelow: 'medium', cell: ({ group }) => group.function },
    {
      name: 'Costs',
      width: '7.5rem',
      align: 'right',
      cell: ({ app, group }) => moneyPerHour(weightOf(app, group, 'money'), currency),
    },
    {
      name: 'Alone',
      width: '7.5rem',
      align: 'right',
      leftOutBelow: 'large',
      cell: ({ app }) => moneyPerHour(app.aloneHour, currency),
    },
  ];
  return (
    <Section title="The same as a table" note="Costs: the part of its group’s money that an app has by its rate.">
      <DataTable
        label="Apps of the plan"
        columns={columns}
        rows={rows}
        keyOf={({ app, group }) => `${app.name} ${group.id}`}
        hrefOf={({ app }) => links.app(app.name)}
      />
    </Section>
  );
}
