import type { PlanGroup } from '@harmonybatch/console-api';
import { duration } from '../../figures/format';
import { links } from '../../search/links';
import { PageLink } from '../../search/page-link';
import type { ShownPlan } from '../shown-plan';
import styles from './why.module.css';

interface Props {
  readonly plan: ShownPlan;
  /** Why it was made, in a sentence. */
  readonly why?: string | undefined;
}

const shownAtMost = 12;

/** Why a plan is as it is: what binds each group, who cannot be served, and what the planner has to say. */
export function WhySection({ plan: { groups, unservable, notes }, why }: Props) {
  return (
    <>
      <h3>Why it is so</h3>
      {why === undefined ? null : <p>{why}</p>}
      <ul className={styles.list}>
        {groups.slice(0, shownAtMost).map((group) => (
          <li key={group.id}>
            <strong>{groupInWords(group)}</strong> {group.binding.sentence}
          </li>
        ))}
      </ul>
      {groups.length > shownAtMost ? (
        <p>And {groups.length - shownAtMost} groups more: choose one in the picture.</p>
      ) : null}
      {unservable.length === 0 ? null : (
        <>
          <h3>Not served</h3>
          <ul className={styles.list}>
            {unservable.slice(0, shownAtMost).map(({ name, sloMs, tightestSloMs, message }) => (
              <li key={name}>
                <PageLink href={links.app(name)}>{name}</PageLink>{' '}
                {tightestSloMs === null
                  ? `cannot be served: ${message}`
                  : `asks for ${duration(sloMs)}; the tightest that it could have is ${duration(tightestSloMs)}.`}
              </li>
            ))}
          </ul>
          {unservable.length > shownAtMost ? <p>And {unservable.length - shownAtMost} more.</p> : null}
        </>
      )}
      {notes.length === 0 ? null : (
        <>
          <h3>What the planner notes</h3>
          <ul className={styles.list}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const groupInWords = ({ batchSize, apps, function: shape }: PlanGroup): string =>
  `${apps.length === 1 ? apps[0]!.name : `${apps.length} apps`} ${batchSize === 1 ? 'one by one' : `in batches of ${batchSize}`} on ${shape}:`;
