import type { PlanPage } from '@harmonybatch/console-api';
import { counted, moneyPerHour } from '../../figures/format';
import { Section } from '../../frame/section';
import { links, type PlanSearch } from '../../search/links';
import { PageLink } from '../../search/page-link';
import { planLink } from '../plan-link';
import styles from './history.module.css';

interface Props {
  readonly plan: PlanPage;
  readonly search: PlanSearch;
}

const movedAtMost = 30;

/** What is other than in the plan before, and what that saves. */
export function ChangeSection({ plan, search }: Props) {
  const { change, currency } = plan;
  if (change === null) return null;
  const { fromEpoch, sentences, moved } = change;
  return (
    <Section
      title="What changed"
      note={savingInWords(plan)}
      actions={
        <PageLink href={planLink(search, { epoch: fromEpoch, atMs: undefined })}>
          The plan before, epoch {fromEpoch}: {moneyPerHour(change.costPerHourBefore, currency)}
        </PageLink>
      }
    >
      {sentences.length === 0 ? (
        <p>The same groups, at other rates or prices.</p>
      ) : (
        <ul className={styles.sentences}>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {moved.length === 0 ? null : (
        <details className={styles.moved}>
          <summary>{counted(moved.length, 'app')} moved to another group</summary>
          <ul>
            {moved.slice(0, movedAtMost).map(({ app, fromGroup, toGroup }) => (
              <li key={`${app} ${fromGroup} ${toGroup}`}>
                <PageLink href={links.app(app)}>{app}</PageLink>{' '}
                {fromGroup === null ? 'was in none' : <code>{fromGroup.slice(0, 8)}</code>} →{' '}
                {toGroup === null ? (
                  'in none now'
                ) : (
                  <PageLink href={planLink(search, { group: toGroup, app: undefined, function: undefined })}>
                    <code>{toGroup.slice(0, 8)}</code>
                  </PageLink>
                )}
              </li>
            ))}
          </ul>
          {moved.length > movedAtMost ? <p>And {moved.length - movedAtMost} more.</p> : null}
        </details>
      )}
    </Section>
  );
}

function savingInWords({ change, costPerHour, currency }: PlanPage): string {
  const before = change?.costPerHourAtTheseRates ?? null;
  if (before === null) return 'The groups of the plan before could not serve these rates.';
  const saved = before - costPerHour;
  if (Math.abs(saved) < before * 1e-4) return 'It costs what the groups of the plan before would cost at these rates.';
  return saved > 0
    ? `At these rates the groups of the plan before would cost ${moneyPerHour(before, currency)}: the change saves ${moneyPerHour(saved, currency)}.`
    : `At these rates the groups of the plan before would cost ${moneyPerHour(before, currency)}: the change costs ${moneyPerHour(-saved, currency)} more.`;
}
