import { counted, duration, moneyPerHour, rate, share } from '../../figures/format';
import { links } from '../../search/links';
import { PageLink } from '../../search/page-link';
import type { ShownPlan } from '../shown-plan';
import { sumOf, weightOf } from '../lanes/measure';
import { Fact, Facts } from './facts';

/** What a plan has for one app, in words and figures. */
export function AppDetails({ plan, name }: { readonly plan: ShownPlan; readonly name: string }) {
  const served = plan.groups.flatMap((group) =>
    group.apps.filter((app) => app.name === name).map((app) => ({ app, group })),
  );
  const unserved = plan.unservable.find((app) => app.name === name);
  const [first] = served;
  if (first === undefined) return <p>{unserved?.message ?? 'The plan has no app of this name.'}</p>;
  return (
    <>
      <Facts>
        <Fact name="Answer within">{duration(first.app.sloMs)}</Fact>
        <Fact name="Rate">{rate(sumOf(served, ({ app }) => app.rateHz))}</Fact>
        <Fact name="Its part of the plan">
          {moneyPerHour(
            sumOf(served, ({ app, group }) => weightOf(app, group, 'money')),
            plan.currency,
          )}
        </Fact>
        <Fact name="Alone it would cost">{moneyPerHour(first.app.aloneHour, plan.currency)}</Fact>
        <Fact name="Kept for the way">{duration(first.app.overheadMs)}</Fact>
      </Facts>
      {served.map(({ app, group }) => (
        <p key={group.id}>
          {app.share < 1 ? `${share(app.share)} of its requests ` : 'Its requests '}
          {group.batchSize === 1
            ? 'run one by one'
            : `wait at most ${duration(app.timeoutMs)} for batches of ${group.batchSize}`}
          , {group.apps.length === 1 ? 'with no other app' : `with ${counted(group.apps.length - 1, 'other app')}`}, on{' '}
          <PageLink href={links.functions({ function: group.functionName })}>{group.function}</PageLink>.
          <br />
          Of the group: {group.binding.sentence}.
        </p>
      ))}
      <p>
        <PageLink href={links.app(name)}>What it gets</PageLink> ·{' '}
        <PageLink href={links.requests({ app: name })}>its requests</PageLink>
      </p>
    </>
  );
}
