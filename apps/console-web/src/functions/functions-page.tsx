import type { FunctionList, FunctionRow } from '@harmonybatch/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useCall } from '../api/use-call';
import { Filters } from '../controls/filters';
import { SearchField } from '../controls/search-field';
import { CopyAs } from '../copy-as/copy-as';
import { curlOf } from '../copy-as/forms';
import { count, counted, duration } from '../figures/format';
import { Page } from '../frame/page';
import { WindowPicker } from '../pickers/window-picker';
import { links, type FunctionsSearch } from '../search/links';
import { defaultWindow } from '../search/windows';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { DataTable } from '../table/data-table';
import { FunctionDetails } from './function-details';
import { functionColumns } from './function-columns';
import styles from './functions.module.css';

const route = getRouteApi('/functions');

/** The functions that ran or are planned: what was predicted of them beside what was observed. */
export function FunctionsPage() {
  const search = route.useSearch();
  const { window = defaultWindow, q } = search;
  const navigate = route.useNavigate();
  const set = useCallback(
    (chosen: FunctionsSearch) => void navigate({ search: (now) => ({ ...now, ...chosen }), replace: true }),
    [navigate],
  );
  const find = useCallback((typed: string) => set({ q: typed }), [set]);
  const functions = useCall('functions', { query: { window } }, { everyMs: 3_000 });
  return (
    <Page
      title="Functions"
      atMs={functions.data?.atMs}
      lead={functions.data === undefined ? undefined : <Calibration calibration={functions.data.calibration} />}
      actions={
        <>
          <WindowPicker value={window} onChange={(chosen) => set({ window: chosen })} />
          <CopyAs
            forms={[
              { name: 'CLI', text: 'harmonybatch functions' },
              {
                name: 'PromQL',
                text: `sum by (function) (rate(harmonybatch_invocations_total[${window}]))`,
              },
              curlOf('functions', { query: { window } }),
            ]}
          />
        </>
      }
    >
      <Filters>
        <SearchField label="Find a function" value={q ?? ''} onChange={find} waitMs={0} />
      </Filters>
      <Answer of={functions} loading="Asking for the functions">
        {({ rows }) => <Rows rows={rows} search={search} />}
      </Answer>
    </Page>
  );
}

function Calibration({ calibration }: { readonly calibration: FunctionList['calibration'] }) {
  const factors = Object.entries(calibration ?? {});
  if (factors.length === 0) return 'Executions take as long as their profiles say, as far as is observed.';
  return `As observed, executions take ${factors
    .map(([model, factor]) => `${Number(factor.toPrecision(3))} times as long as the profile of ${model} says`)
    .join(', ')}; plans are made with that.`;
}

function Rows({ rows, search }: { readonly rows: readonly FunctionRow[]; readonly search: FunctionsSearch }) {
  const { q = '', window, function: chosen } = search;
  const needle = q.toLowerCase();
  const shown = rows.filter((row) => `${row.functionName} ${row.model} ${row.function}`.toLowerCase().includes(needle));
  const details = rows.find(({ functionName }) => functionName === chosen);
  if (rows.length === 0) {
    return (
      <Empty title="There is no function yet.">
        Functions are made when a plan needs them; one is made as soon as an app of a model is applied.
      </Empty>
    );
  }
  return (
    <>
      {details === undefined ? null : <FunctionDetails row={details} />}
      <p className={styles.number}>
        {shown.length === rows.length
          ? counted(rows.length, 'function')
          : `${count(shown.length)} of ${counted(rows.length, 'function')}`}
        {`, ${slowest(shown)}`}
      </p>
      {shown.length === 0 ? (
        <Empty title="No function is called like that." />
      ) : (
        <DataTable<FunctionRow>
          label="Functions"
          columns={functionColumns}
          rows={shown}
          keyOf={({ functionName }) => functionName}
          hrefOf={({ functionName }) =>
            links.functions({ ...(window && { window }), ...(q !== '' && { q }), function: functionName })
          }
          current={chosen}
        />
      )}
    </>
  );
}

function slowest(rows: readonly FunctionRow[]): string {
  const longest = Math.max(0, ...rows.map(({ observedMs }) => observedMs.max ?? 0));
  return longest === 0
    ? 'none of which ran in this window'
    : `the longest invocation of which took ${duration(longest)}`;
}
