import type { KnownErrors } from '@harmonybatch/console-api';
import { count, time } from '../figures/format';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { WithCode } from './with-code';
import styles from './known-errors.module.css';

/** One code: what it means, what mends it, and who had it. */
export function KnownError({ error }: { readonly error: KnownErrors['errors'][number] }) {
  const { code, retryable, meaning, remedy, seen, apps, lastAtMs, lastMessage } = error;
  return (
    <li className={styles.error} data-seen={seen > 0 ? '' : undefined}>
      <div className={styles.head}>
        <h2>
          <code>{code}</code>
        </h2>
        <span className={styles.kind}>{retryable ? 'can be sent again' : 'sending again does not help'}</span>
        {seen === 0 ? (
          <span className={styles.not}>not seen</span>
        ) : (
          <PageLink className={styles.seen} href={links.requests({ code })}>
            seen {count(seen)} times
          </PageLink>
        )}
      </div>
      <p>
        <WithCode text={meaning} />
      </p>
      <p>
        <span className={styles.label}>Mend:</span> <WithCode text={remedy} />
      </p>
      {apps.length === 0 ? null : (
        <p className={styles.apps}>
          <span className={styles.label}>Most at:</span>
          {apps.map(({ app, seen: times }) => (
            <PageLink key={app} href={links.requests({ app, code })}>
              {app} ({count(times)})
            </PageLink>
          ))}
        </p>
      )}
      {lastAtMs === null ? null : (
        <p className={styles.last}>
          Last at {time(lastAtMs)}
          {lastMessage === null ? '' : `: ${lastMessage}`}
        </p>
      )}
    </li>
  );
}
