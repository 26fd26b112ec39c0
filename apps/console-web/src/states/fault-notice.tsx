import { useQueryClient } from '@tanstack/react-query';
import { OctagonAlert } from 'lucide-react';
import { useId, type FormEvent } from 'react';
import { setAccessToken } from '../api/access-token';
import type { CallError } from '../api/call';
import { Button } from '../controls/button';
import styles from './states.module.css';

/** What is wrong and how to mend it, as the server says it. Where it asks for a token, that can be given here. */
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
      {code === 'unauthorized' ? <TokenForm /> : null}
    </div>
  );
}

function TokenForm() {
  const queries = useQueryClient();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    if (typeof token !== 'string' || token.trim() === '') return;
    setAccessToken(token.trim());
    void queries.resetQueries();
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>Token of the console (CONSOLE_TOKEN of its server); it is kept until this tab closes</label>
      <div className={styles.token}>
        <input id={id} name="token" type="password" autoComplete="current-password" required />
        <Button type="submit">Go on</Button>
      </div>
    </form>
  );
}
