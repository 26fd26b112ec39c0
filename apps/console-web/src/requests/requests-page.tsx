import type { RequestRow } from '@harmonybatch/console-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { call, type CallError } from '../api/call';
import { useLive } from '../api/live';
import { Button } from '../controls/button';
import { Filters } from '../controls/filters';
import { SearchField } from '../controls/search-field';
import { CopyAs } from '../copy-as/copy-as';
import { curlOf } from '../copy-as/forms';
import { count } from '../figures/format';
import { Page } from '../frame/page';
import { links, type RequestsSearch } from '../search/links';
import { FaultNotice } from '../states/fault-notice';
import { Empty } from '../states/empty';
import { Loading } from '../states/loading';
import { DataTable } from '../table/data-table';
import { ChosenFilters, RequestFilters } from './request-filters';
import { requestColumns } from './request-columns';
import styles from './requests.module.css';

const route = getRouteApi('/requests');
const pageSize = 100;

/** The newest requests that are kept and that the filter leaves. */
export function RequestsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (chosen: { [Key in keyof RequestsSearch]: RequestsSearch[Key] | undefined }) =>
      void navigate({ search: (now) => ({ ...now, ...chosen }), replace: true }),
    [navigate],
  );
  const find = useCallback((id: string) => set({ id }), [set]);
  const requests = useRequests(search);
  const first = requests.data?.pages[0];
  return (
    <Page
      title="Requests"
      atMs={first?.atMs}
      lead={
        first === undefined ? undefined : `${count(first.kept)} are kept and can be looked at; older ones are counted.`
      }
      actions={<CopyAs forms={[curlOf('requests', { query: search })]} />}
    >
      <Filters>
        <SearchField label="Id of a request" value={search.id ?? ''} onChange={find} />
        <RequestFilters search={search} set={set} />
        <ChosenFilters search={search} set={set} />
      </Filters>
      <Rows requests={requests} />
    </Page>
  );
}

/** Pages of requests, newest first; asked again from the newest on while only those are shown. */
function useRequests(search: RequestsSearch) {
  const { paused } = useLive();
  return useInfiniteQuery({
    queryKey: ['requests', 'pages', search],
    queryFn: ({ pageParam, signal }) =>
      call(
        'requests',
        { query: { ...search, limit: pageSize, ...(pageParam === '' ? {} : { before: pageParam }) } },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextBefore }) => nextBefore,
    refetchInterval: ({ state }) => (paused || (state.data?.pages.length ?? 0) > 1 ? false : 3_000),
    placeholderData: (previous) => previous,
  });
}

function Rows({ requests }: { readonly requests: ReturnType<typeof useRequests> }) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = requests;
  const rows = data?.pages.flatMap((page) => page.rows);
  if (rows === undefined)
    return error === null ? <Loading what="Looking for requests" /> : <FaultNotice error={error as CallError} />;
  return (
    <div className={styles.rows}>
      {error === null ? null : <FaultNotice error={error as CallError} />}
      {rows.length === 0 ? (
        <Empty title="No request that is kept is like that.">Choose less, or wait for the next.</Empty>
      ) : (
        <DataTable<RequestRow>
          label="Requests"
          columns={requestColumns}
          rows={rows}
          keyOf={({ identity }) => identity}
          hrefOf={({ identity }) => links.request(identity)}
        />
      )}
      {hasNextPage ? (
        <div className={styles.foot}>
          <span>{count(rows.length)} are shown; below the first hundred the list stands still.</span>
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? 'Loading…' : 'Older requests'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
