import type { RequestRow } from '@harmonybatch/console-api';
import { useCall } from '../api/use-call';
import { Section } from '../frame/section';
import { requestColumns } from '../requests/request-columns';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { DataTable } from '../table/data-table';

const columns = requestColumns.filter(({ name }) => name !== 'App');

/** The newest requests of the app. */
export function LatestRequests({ app }: { readonly app: string }) {
  const requests = useCall('requests', { query: { app, limit: 15 } }, { everyMs: 3_000 });
  return (
    <Section title="Latest requests" actions={<PageLink href={links.requests({ app })}>All that are kept</PageLink>}>
      <Answer of={requests}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="No request of it is kept." />
          ) : (
            <DataTable<RequestRow>
              label="Latest requests"
              columns={columns}
              rows={rows}
              keyOf={({ identity }) => identity}
              hrefOf={({ identity }) => links.request(identity)}
            />
          )
        }
      </Answer>
    </Section>
  );
}
