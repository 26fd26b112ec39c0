import { OctagonAlert } from 'lucide-react';
import type { CallError } from '../api/call';
import styles from './states.module.css';

/** What is wrong and how to mend it, as the server says it. Where it asks who looks, there is a way to log in. */
export function FaultNotice({ error }: { readonly error: CallError }) {
  const { error: sentence, hint, field, code } = error.fault;
  return (
    <div className={styles.fault} role="alert">
      <OctagonAlert size={18} aria-hidden />
      <strong>{sentence}</strong>
      <p>
        {hint}
        {field === undefined ? null : (
          <>
            {' '}
            (<code>{field}</code>)
          </>
        )}
      </p>
      {code === 'unauthorized' ? (
        <p>
          <a href="/login">Log in</a>
        </p>
      ) : null}
    </div>
  );
}
