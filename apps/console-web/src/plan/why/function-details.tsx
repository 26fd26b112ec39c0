import { counted, duration, moneyPerHour, rate } from '../../figures/format';
import { links } from '../../search/links';
import { PageLink } from '../../search/page-link';
import type { ShownPlan } from '../shown-plan';
import { sumOf } from '../lanes/measure';
import { Fact, Facts } from './facts';
import styles from './why.module.css';

/** A function: its shape, its instances, the groups that share it. */
export function FunctionDetails({ plan, name }: { readonly plan: ShownPlan; readonly name: string }) {
  const groups = plan.groups.filter(({ functionName }) => functionName === name);
  const [first] = groups;
  if (first === undefined) return <p>The plan has no function {name}.</p>;
  const apps = groups.flatMap((group) => group.apps);
  return (
    <>
      <Facts>
        <Fact name="Shape">{first.function}</Fact>
        <Fact name="Kept warm">
          {counted(Math.max(...groups.map(({ warmInstances }) => warmInstances)), 'instance')}
        </Fact>
        <Fact name="Costs">
          {moneyPerHour(
            sumOf(groups, ({ costPerHour }) => costPerHour),
            plan.currency,
          )}
        </Fact>
        <Fact name="Serves">
          {counted(new Set(apps.map((app) => app.name)).size, 'app')}, {rate(sumOf(apps, ({ rateHz }) => rateHz))}
        </Fact>
      </Facts>
      <ul className={styles.list}>
        {groups.map((group) => (
          <li key={group.id}>
            {group.batchSize === 1 ? 'One by one' : `Batches of ${group.batchSize}`}: {duration(group.latencyMs.avg)},
            at most {duration(group.latencyMs.max)}
          </li>
        ))}
      </ul>
      <p>
        <PageLink href={links.functions({ function: name })}>Predicted beside observed</PageLink>
      </p>
      <p>
        <code>{name}</code>
      </p>
    </>
  );
}
