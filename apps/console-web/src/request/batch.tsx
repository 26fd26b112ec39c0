import type { RequestPage } from '@harmonybatch/console-api';
import { counted, duration, money, unknown } from '../figures/format';
import { Section } from '../frame/section';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { Empty } from '../states/empty';
import { DataTable, type Column } from '../table/data-table';
import styles from './request.module.css';

type BatchOf = NonNullable<RequestPage['batch']>;
type Companion = BatchOf['with'][number];

/** The batch of a request: why it left, where it ran, what it cost, and who was in it. */
export function Batch({ page: { request, batch } }: { readonly page: RequestPage }) {
  if (batch === null) {
    return (
      <Section title="Its batch">
        <Empty title="It was in no batch that the console knows of." />
      </Section>
    );
  }
  return (
    <Section
      title={`Its batch of ${batch.size}`}
      note={batch.because}
      actions={<PageLink href={links.requests({ batch: batch.id })}>Its requests as a list</PageLink>}
    >
      <BatchFacts batch={batch} />
      {batch.with.length < 2 ? null : (
        <DataTable<Companion>
          label="Requests of the batch"
          columns={companionColumns(request.identity, batch.with)}
          rows={batch.with}
          keyOf={({ identity }) => identity}
          hrefOf={({ identity }) => links.request(identity)}
          current={request.identity}
        />
      )}
    </Section>
  );
}

function BatchFacts({ batch }: { readonly batch: BatchOf }) {
  return (
    <dl className={styles.batch}>
      <div>
        <dt>Group</dt>
        <dd>
          <PageLink href={links.plan({ epoch: batch.epoch, group: batch.groupId })}>{batch.groupId}</PageLink> of plan{' '}
          {batch.epoch}
        </dd>
      </div>
      <div>
        <dt>Function</dt>
        <dd>
          <PageLink href={links.functions({ q: batch.functionName })}>{batch.functionName}</PageLink>
        </dd>
      </div>
      <div>
        <dt>Cost</dt>
        <dd>
          {batch.cost === null ? unknown : money(batch.cost.amount, batch.cost.currency)},{' '}
          {counted(batch.attempts, 'invocation')}
        </dd>
      </div>
      <div>
        <dt>Batch</dt>
        <dd>
          <code>{batch.id}</code>
        </dd>
      </div>
    </dl>
  );
}

function companionColumns(identity: string, all: readonly Companion[]): readonly Column<Companion>[] {
  const lastMs = Math.max(...all.map(({ arrivedAtMs }) => arrivedAtMs));
  return [
    {
      name: 'Request',
      width: 'minmax(7rem, 1fr)',
      cell: (one) => (one.identity === identity ? 'this one' : one.identity.slice(0, 12)),
    },
    { name: 'App', width: 'minmax(6rem, 1fr)', cell: ({ app }) => app },
    {
      name: 'Before the last',
      width: '7.5rem',
      align: 'right',
      cell: ({ arrivedAtMs }) => duration(lastMs - arrivedAtMs),
    },
    {
      name: 'Had in all',
      width: '7.5rem',
      align: 'right',
      leftOutBelow: 'small',
      cell: ({ arrivedAtMs, deadlineMs }) => duration(deadlineMs === null ? null : deadlineMs - arrivedAtMs),
    },
  ];
}
