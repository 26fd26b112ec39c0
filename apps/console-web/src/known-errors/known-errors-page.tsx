import type { KnownErrors } from '@harmonybatch/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useCall } from '../api/use-call';
import { Button } from '../controls/button';
import { Filters } from '../controls/filters';
import { SearchField } from '../controls/search-field';
import { CopyAs } from '../copy-as/copy-as';
import { curlOf } from '../copy-as/forms';
import { Page } from '../frame/page';
import { WindowPicker } from '../pickers/window-picker';
import type { KnownErrorsSearch } from '../search/links';
import { defaultWindow } from '../search/windows';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { KnownError } from './known-error';
import styles from './known-errors.module.css';

const route = getRouteApi('/errors');

/** Every error code, what it means and what mends it; those that were seen come first. */
export function KnownErrorsPage() {
  const { window = defaultWindow, q, code } = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (chosen: { [Key in keyof KnownErrorsSearch]: KnownErrorsSearch[Key] | undefined }) =>
      void navigate({ search: (now) => ({ ...now, ...chosen }), replace: true }),
    [navigate],
  );
  const find = useCallback((typed: string) => set({ q: typed }), [set]);
  const errors = useCall('knownErrors', { query: { window } }, { everyMs: 5_000 });
  return (
    <Page
      title="Known errors"
      lead="Every code that an outcome can have, and what mends it."
      atMs={errors.data?.atMs}
      actions={
        <>
          <WindowPicker value={window} onChange={(chosen) => set({ window: chosen })} />
          <CopyAs forms={[curlOf('knownErrors', { query: { window } })]} />
        </>
      }
    >
      <Filters>
        <SearchField label="Code, meaning or mend" value={q ?? ''} onChange={find} waitMs={0} />
        {code === undefined ? null : (
          <Button onClick={() => set({ code: undefined })}>All codes, not only {code}</Button>
        )}
      </Filters>
      <Answer of={errors} loading="Asking for the codes">
        {(data) => <Found errors={chosenOf(data.errors, q, code)} />}
      </Answer>
    </Page>
  );
}

type Errors = KnownErrors['errors'];

function chosenOf(errors: Errors, q: string | undefined, code: string | undefined): Errors {
  const needle = (q ?? '').toLowerCase();
  return errors.filter(
    (error) =>
      (code === undefined || error.code === code) &&
      `${error.code} ${error.meaning} ${error.remedy} ${error.lastMessage ?? ''}`.toLowerCase().includes(needle),
  );
}

function Found({ errors }: { readonly errors: Errors }) {
  if (errors.length === 0) return <Empty title="No code is like that.">Look for less.</Empty>;
  return (
    <ul className={styles.errors}>
      {errors.map((error) => (
        <KnownError key={error.code} error={error} />
      ))}
    </ul>
  );
}
