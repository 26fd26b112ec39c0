import type { AppLane } from '@harmonybatch/console-api';
import { counted, duration, share } from '../figures/format';
import { Section } from '../frame/section';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { Empty } from '../states/empty';
import { DataTable, type Column } from '../table/data-table';

interface Props {
  readonly lanes: readonly AppLane[];
  readonly model: string;
}

const columns: readonly Column<AppLane>[] = [
  { name: 'Group', width: 'minmax(4rem, 10rem)', cell: ({ groupId }) => groupId },
  {
    name: 'Function',
    width: 'minmax(9rem, 1.6fr)',
    cell: (lane) => (
      <>
        {lane.function} <PageLink href={links.functions({ q: lane.functionName })}>{lane.functionName}</PageLink>
      </>
    ),
  },
  { name: 'Share', width: '4.5rem', align: 'right', cell: (lane) => share(lane.share) },
  { name: 'Batch of', width: '5rem', align: 'right', leftOutBelow: 'small', cell: ({ batchSize }) => `≤ ${batchSize}` },
  {
    name: 'Waits at most',
    width: '7rem',
    align: 'right',
    leftOutBelow: 'small',
    cell: ({ timeoutMs }) => duration(timeoutMs),
  },
  {
    name: 'Runs at most',
    width: '7rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ maxLatencyMs }) => duration(maxLatencyMs),
  },
  {
    name: 'For the way',
    width: '6.5rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ overheadMs }) => duration(overheadMs),
  },
  {
    name: 'Shared with',
    width: '7rem',
    align: 'right',
    leftOutBelow: 'medium',
    cell: ({ sharesWith }) => (sharesWith === 0 ? 'nobody' : counted(sharesWith, 'app')),
  },
];

/** The groups of the plan in force that serve the app: what its SLO is spent on. */
export function Lanes({ lanes, model }: Props) {
  return (
    <Section
      title="Who serves it"
      note="Its SLO is spent on waiting for others, on the run of the function and on the way."
    >
      {lanes.length === 0 ? (
        <Empty title="No group of the plan in force serves it.">
          <PageLink href={links.plan({ model })}>The plan says why</PageLink>
        </Empty>
      ) : (
        <DataTable<AppLane>
          label="Groups that serve the app"
          columns={columns}
          rows={lanes}
          keyOf={({ groupId }) => groupId}
          hrefOf={({ groupId }) => links.plan({ model, group: groupId })}
        />
      )}
    </Section>
  );
}
