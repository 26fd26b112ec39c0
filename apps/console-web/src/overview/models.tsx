import type { Overview } from '@harmonybatch/console-api';
import { TriangleAlert } from 'lucide-react';
import { ago, counted } from '../figures/format';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import styles from './overview.module.css';

interface Props {
  readonly models: Overview['models'];
  /** Of when the figures are, epoch ms. */
  readonly atMs: number;
}

/** Each model with its plan: how old that is, and whether something waits for a decision. */
export function Models({ models, atMs }: Props) {
  return (
    <ul className={styles.models}>
      {models.map(({ model, epoch, plannedAtMs, groups, apps, proposals, trouble }) => (
        <li key={model} className={styles.model}>
          <PageLink href={links.plan({ model })} className={styles.modelName}>
            {model}
          </PageLink>
          <span>
            {epoch === null || plannedAtMs === null
              ? 'no plan yet'
              : `plan ${epoch} of ${ago(plannedAtMs, atMs)}: ${counted(apps, 'app')} in ${counted(groups, 'group')}`}
          </span>
          {proposals === 0 ? null : (
            <PageLink href={links.plan({ model })} className={styles.proposals}>
              {counted(proposals, 'proposal')} to decide
            </PageLink>
          )}
          {trouble === null ? null : (
            <span className={styles.trouble}>
              <TriangleAlert size={14} aria-hidden /> {trouble}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
