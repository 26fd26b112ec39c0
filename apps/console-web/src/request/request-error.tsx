import type { RequestPage } from '@harmonybatch/console-api';
import { CircleX } from 'lucide-react';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import styles from './request.module.css';

/** Why there is no answer, and where it is said what mends that. */
export function RequestError({ error }: { readonly error: NonNullable<RequestPage['error']> }) {
  return (
    <div className={styles.error}>
      <CircleX size={18} aria-hidden />
      <div>
        <PageLink href={links.knownErrors({ code: error.code })}>
          <code>{error.code}</code>
        </PageLink>{' '}
        {error.message}
        {error.field === undefined ? null : (
          <>
            {' '}
            (<code>{error.field}</code>)
          </>
        )}
        {error.hint === undefined ? null : <p>{error.hint}</p>}
      </div>
    </div>
  );
}
