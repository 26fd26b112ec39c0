import type { FunctionRow } from '@harmonybatch/console-api';
import { CoverageBadge } from '../figures/coverage-badge';
import { Facts } from '../figures/facts';
import { count, counted, duration, money, share, unknown } from '../figures/format';
import { Section } from '../frame/section';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import styles from './functions.module.css';

/** One function: predicted beside observed, and the groups that run on it. */
export function FunctionDetails({ row }: { readonly row: FunctionRow }) {
  const { predictedMs, observedMs, cost } = row;
  return (
    <Section
      title={row.functionName}
      note={`${row.function}, of the model ${row.model}; ${row.inPlan ? 'a plan in force uses it' : 'no plan in force uses it'}.`}
    >
      <Facts
        facts={[
          { name: 'Average', value: duration(observedMs.avg), beside: `predicted ${duration(predictedMs.avg)}` },
          { name: 'p99', value: duration(observedMs.p99), beside: `longest ${duration(observedMs.max)}` },
          {
            name: 'Longer than planned',
            value: share(row.beyondPlan),
            beside: `the plan has ${duration(predictedMs.max)}`,
          },
          { name: 'Kept ready', value: count(row.warmInstances), beside: `most at once: ${count(row.mostAtOnce)}` },
          {
            name: 'Cold starts',
            value: row.platformReports ? count(row.coldStarts) : unknown,
            beside: row.platformReports
              ? `of ${counted(row.invocations, 'invocation')}`
              : 'the platform reports no durations',
          },
          {
            name: 'Cost',
            value: (
              <>
                {money(cost.amount, cost.currency)} <CoverageBadge {...cost} short />
              </>
            ),
            beside: counted(row.requests, 'request'),
          },
        ]}
      />
      {row.groupIds.length === 0 ? null : (
        <p className={styles.groups}>
          {row.groupIds.length === 1 ? 'Group' : 'Groups'}:{' '}
          {row.groupIds.map((group) => (
            <PageLink key={group} href={links.plan({ model: row.model, group })}>
              {group}
            </PageLink>
          ))}
        </p>
      )}
    </Section>
  );
}
