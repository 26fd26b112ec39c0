import type { DeadLetterList, DeadLetterRow } from '@harmonybatch/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useCall } from '../api/use-call';
import { LinkBars } from '../chart/link-bars';
import { Button } from '../controls/button';
import { Filters } from '../controls/filters';
import { SelectField } from '../controls/select-field';
import { CopyAs } from '../copy-as/copy-as';
import { count, counted } from '../figures/format';
import { Page } from '../frame/page';
import { Panel, Panels } from '../frame/panel';
import { MomentField } from '../pickers/moment-field';
import { links, type DeadLettersSearch } from '../search/links';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';
import { DataTable } from '../table/data-table';
import { letterColumns } from './letter-columns';
import { letterForms } from './letter-forms';
import { LetterDialog } from './letter-dialog';
import { ResendDialog } from './resend-dialog';
import styles from './dead-letters.module.css';

const route = getRouteApi('/dead-letters');
const most = 500;

/** Records that no service could read: what they are, and the way back for those that can be read now. */
export function DeadLettersPage() {
  const { letter, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const [sending, setSending] = useState<readonly string[] | 'all' | null>(null);
  const set = useCallback(
    (chosen: { [Key in keyof DeadLettersSearch]: DeadLettersSearch[Key] | undefined }) =>
      void navigate({ search: (now) => ({ ...now, ...chosen }), replace: true }),
    [navigate],
  );
  const letters = useCall('deadLetters', { query: { ...filter, limit: most } }, { everyMs: 5_000 });
  const open = letters.data?.rows.find(({ place }) => place === letter);
  return (
    <Page
      title="Dead letters"
      lead="Records that no service could read, byte for byte. Sent back, they are read again as if they had just come."
      actions={
        <>
          <CopyAs forms={letterForms(filter)} />
          <Button look="primary" disabled={(letters.data?.total ?? 0) === 0} onClick={() => setSending('all')}>
            Send back…
          </Button>
        </>
      }
    >
      <Answer of={letters} loading="Reading dead letters">
        {(data) => (
          <>
            <LetterFilters filter={filter} data={data} set={set} />
            <Letters data={data} filter={filter} current={letter} />
          </>
        )}
      </Answer>
      {letter === undefined || open === undefined ? null : (
        <LetterDialog
          letter={open}
          onClose={() => set({ letter: undefined })}
          onSend={() => setSending([open.place])}
        />
      )}
      {sending === null ? null : (
        <ResendDialog
          filter={filter}
          {...(sending === 'all' ? {} : { places: sending })}
          onClose={() => setSending(null)}
        />
      )}
    </Page>
  );
}

interface FiltersProps {
  readonly filter: DeadLettersSearch;
  readonly data: DeadLetterList;
  readonly set: (chosen: { [Key in keyof DeadLettersSearch]: DeadLettersSearch[Key] | undefined }) => void;
}

function LetterFilters({ filter, data, set }: FiltersProps) {
  const { topic, code, sinceMs } = filter;
  return (
    <Filters>
      <SelectField
        label="Topic"
        value={topic ?? ''}
        options={optionsOf(data.byTopic, topic)}
        onChange={(chosen) => set({ topic: chosen === '' ? undefined : chosen })}
      />
      <SelectField
        label="Code"
        value={code ?? ''}
        options={optionsOf(data.byCode, code)}
        onChange={(chosen) => set({ code: chosen === '' ? undefined : chosen })}
      />
      <MomentField label="Since" atMs={sinceMs} onChange={(atMs) => set({ sinceMs: atMs })} />
    </Filters>
  );
}

const optionsOf = (
  numbers: Readonly<Record<string, number>>,
  chosen: string | undefined,
): (readonly [string, string])[] => [
  ['', 'all'],
  ...[...new Set([...Object.keys(numbers), ...(chosen === undefined ? [] : [chosen])])]
    .sort()
    .map((name) => [name, `${name} (${count(numbers[name] ?? 0)})`] as const),
];

interface LettersProps {
  readonly data: DeadLetterList;
  readonly filter: DeadLettersSearch;
  readonly current: string | undefined;
}

function Letters({ data, filter, current }: LettersProps) {
  if (data.total === 0) {
    return (
      <div className={styles.list}>
        <Empty title={Object.keys(filter).length === 0 ? 'There is no dead letter.' : 'No dead letter is like that.'}>
          {Object.keys(filter).length === 0 ? 'Every record could be read so far.' : 'Choose less.'}
        </Empty>
      </div>
    );
  }
  return (
    <>
      <Panels>
        <Panel title="By code">
          <LinkBars bars={barsOf(data.byCode, (code) => links.deadLetters({ ...filter, code }))} />
        </Panel>
        <Panel title="By topic">
          <LinkBars bars={barsOf(data.byTopic, (topic) => links.deadLetters({ ...filter, topic }))} />
        </Panel>
      </Panels>
      <p className={styles.number}>
        {data.total > data.rows.length
          ? `The newest ${count(data.rows.length)} of ${counted(data.total, 'letter')}`
          : counted(data.total, 'letter')}
      </p>
      <DataTable<DeadLetterRow>
        label="Dead letters"
        columns={letterColumns}
        rows={data.rows}
        keyOf={({ place }) => place}
        hrefOf={({ place }) => links.deadLetters({ ...filter, letter: place })}
        current={current}
      />
    </>
  );
}

const barsOf = (numbers: Readonly<Record<string, number>>, hrefOf: (name: string) => string) =>
  Object.entries(numbers)
    .sort(([, one], [, other]) => other - one)
    .map(([name, value]) => ({ name, value, href: hrefOf(name) }));
