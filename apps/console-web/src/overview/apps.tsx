import type { AppList, AppRow, AppSort, Overview } from '@harmonybatch/console-api';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { CallError } from '../api/call';
import { Filters } from '../controls/filters';
import { SearchField } from '../controls/search-field';
import { SelectField } from '../controls/select-field';
import { count } from '../figures/format';
import { promiseLooks, promiseStates } from '../figures/promise-state';
import { Section } from '../frame/section';
import { links, type OverviewSearch } from '../search/links';
import { oneOf } from '../search/search-params';
import { defaultWindow } from '../search/windows';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { DataTable } from '../table/data-table';
import { appColumns } from './app-columns';
import styles from './overview.module.css';

const route = getRouteApi('/');

interface Props {
  readonly apps: UseQueryResult<AppList, CallError>;
  readonly numbers: Overview['apps'];
  readonly models: readonly string[];
}

/** All apps that the filter leaves, worst first unless chosen otherwise. */
export function Apps({ apps, numbers, models }: Props) {
  const { window = defaultWindow, state, model, q, sort = 'worst' } = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (chosen: { [Key in keyof OverviewSearch]: OverviewSearch[Key] | undefined }) =>
      void navigate({ search: (now) => ({ ...now, ...chosen }), replace: true }),
    [navigate],
  );
  const find = useCallback((typed: string) => set({ q: typed }), [set]);
  const isFiltered = [state, model, q].some(Boolean);
  return (
    <Section
      title="Apps"
      note="Bars have as much room for each nine: 90 % at a quarter, 99 % in the middle, 99.9 % at three quarters. The line is the promise."
      actions={
        <Filters>
          <SearchField label="Find an app" value={q ?? ''} onChange={find} />
          <SelectField
            label="State"
            value={state ?? ''}
            options={[
              ['', 'all'],
              ...promiseStates.map((one) => [one, `${promiseLooks[one].word} (${count(numbers[one] ?? 0)})`] as const),
            ]}
            onChange={(chosen) => set({ state: oneOf(promiseStates, chosen) })}
          />
          {models.length < 2 ? null : (
            <SelectField
              label="Model"
              value={model ?? ''}
              options={[['', 'all'], ...models.map((one) => [one, one] as const)]}
              onChange={(chosen) => set({ model: chosen })}
            />
          )}
        </Filters>
      }
    >
      <Answer of={apps} loading="Looking for apps">
        {({ rows, total }) =>
          rows.length === 0 ? (
            <NoApps filtered={isFiltered} />
          ) : (
            <>
              <DataTable<AppRow>
                label="Apps"
                columns={appColumns}
                rows={rows}
                keyOf={({ model: of, app }) => `${of} ${app}`}
                hrefOf={({ app }) => links.app(app, { window })}
                sort={sort}
                onSort={(by) => set({ sort: by as AppSort })}
              />
              {total > rows.length ? (
                <p className={styles.more}>
                  {count(rows.length)} of {count(total)} are shown: filter for the others.
                </p>
              ) : null}
            </>
          )
        }
      </Answer>
    </Section>
  );
}

function NoApps({ filtered }: { readonly filtered: boolean }) {
  return filtered ? (
    <Empty title="No app is like that.">Choose less, or another window.</Empty>
  ) : (
    <Empty title="There is no app yet.">
      Apply one: <code>harmonybatch apps apply apps.yaml</code>
    </Empty>
  );
}
