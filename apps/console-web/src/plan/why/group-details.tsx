import type { PlanGroup } from '@harmonybatch/console-api';
import { counted, duration, money, moneyPerHour } from '../../figures/format';
import { links } from '../../search/links';
import { PageLink } from '../../search/page-link';
import { Fact, Facts } from './facts';
import styles from './why.module.css';

const moneyWords: Readonly<Record<string, string>> = {
  executions: 'for executions',
  invocations: 'for invocations',
  idle: 'for idle instances',
  coldStarts: 'for cold starts',
  minimum: 'for hourly minima',
};

/** A group: what binds it, what it costs and for what, how long each of its apps waits. */
export function GroupDetails({ group, currency }: { readonly group: PlanGroup; readonly currency: string }) {
  const waits = group.apps.toSorted((a, b) => a.sloMs - b.sloMs);
  return (
    <>
      <p>{group.binding.sentence}</p>
      <Facts>
        <Fact name="Batches of">{group.batchSize}</Fact>
        <Fact name="Mean">{group.meanBatchSize.toFixed(2)}</Fact>
        <Fact name="Runs">
          {duration(group.latencyMs.avg)}, at most {duration(group.latencyMs.max)}
        </Fact>
        <Fact name="On">
          <PageLink href={links.functions({ function: group.functionName })}>{group.function}</PageLink>
        </Fact>
        <Fact name="A million requests">{money(group.costPerRequest * 1e6, currency)}</Fact>
        <Fact name="Costs">{moneyPerHour(group.costPerHour, currency)}</Fact>
        {Object.entries(group.moneyPerHour ?? {})
          .filter(([, amount]) => amount > 0)
          .map(([what, amount]) => (
            <Fact key={what} name={moneyWords[what] ?? what} isPart>
              {moneyPerHour(amount, currency)}
            </Fact>
          ))}
      </Facts>
      <h3>Waits of its {counted(waits.length, 'app')}</h3>
      <ul className={styles.waits} tabIndex={0} aria-label="Apps of the group and their waits">
        {waits.map((app) => (
          <li key={app.name}>
            <PageLink href={links.app(app.name)}>{app.name}</PageLink>
            <span>
              {duration(app.timeoutMs)} of {duration(app.sloMs)}
            </span>
          </li>
        ))}
      </ul>
      <p>
        <PageLink href={links.requests({ groupId: group.id })}>Its requests</PageLink> · id <code>{group.id}</code>
      </p>
    </>
  );
}
