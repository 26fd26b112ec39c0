import type { UseQueryResult } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallError } from '../api/call';
import { time } from '../figures/format';
import { FaultNotice } from './fault-notice';
import { Loading } from './loading';
import styles from './states.module.css';

interface Props<Data> {
  readonly of: UseQueryResult<Data, CallError>;
  readonly loading?: string;
  readonly children: (data: Data) => ReactNode;
}

/**
 * An answer in each of its states: awaited, there, refused; and there but old, where the server went away since: what was
 * shown stays and says of when it is.
 */
export function Answer<Data>({ of: query, loading, children }: Props<Data>) {
  const { data, error, dataUpdatedAt } = query;
  if (data === undefined)
    return error === null ? (
      <Loading {...(loading === undefined ? {} : { what: loading })} />
    ) : (
      <FaultNotice error={error} />
    );
  return (
    <>
      {error === null ? null : <Stale error={error} atMs={dataUpdatedAt} />}
      {children(data)}
    </>
  );
}

function Stale({ error, atMs }: { readonly error: CallError; readonly atMs: number }) {
  return (
    <div className={styles.stale} role="alert">
      <CloudOff size={16} aria-hidden />
      <span>
        {error.fault.error} What is shown is of {time(atMs)}. {error.fault.hint}
      </span>
    </div>
  );
}
