import type { PlanList, PlanPage } from '@harmonybatch/console-api';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../../controls/button';
import { SelectField } from '../../controls/select-field';
import { counted, moneyPerHour, time } from '../../figures/format';
import { MomentField } from '../../pickers/moment-field';
import type { PlanSearch } from '../../search/links';
import { PageLink } from '../../search/page-link';
import { useGoTo } from '../../search/use-go-to';
import { planLink, type PlanChange } from '../plan-link';
import { reasonWords } from './reason-words';
import styles from './history.module.css';

interface Props {
  readonly list: PlanList;
  readonly shown: PlanPage;
  readonly search: PlanSearch;
}

/** The plans that are kept, oldest at the left and each as high as its price: where the shown one stands, and the way to others. */
export function PlanHistory({ list, shown, search }: Props) {
  const goTo = useGoTo();
  const plans = list.plans.toReversed();
  const place = plans.findIndex(({ epoch }) => epoch === shown.epoch);
  const newest = plans.at(-1);
  const linkTo = (epoch: number | undefined) => planLink(search, atEpoch(epoch === newest?.epoch ? undefined : epoch));
  const go = (epoch: number | undefined) => goTo(linkTo(epoch));
  const before = place > 0 ? plans[place - 1] : undefined;
  const after = place === -1 ? undefined : plans[place + 1];
  const dearest = Math.max(...plans.map(({ costPerHour }) => costPerHour), Number.MIN_VALUE);
  if (plans.length === 0) return null;
  return (
    <nav className={styles.history} aria-label="Plans by time">
      <div className={styles.steps}>
        <Button onClick={() => go(before?.epoch)} disabled={before === undefined} aria-label="The plan before">
          <ChevronLeft size={16} aria-hidden />
        </Button>
        <Button onClick={() => go(after?.epoch)} disabled={after === undefined} aria-label="The plan after">
          <ChevronRight size={16} aria-hidden />
        </Button>
        <SelectField
          label="Plan"
          value={String(shown.epoch)}
          options={list.plans.map(({ epoch, plannedAtMs, reason, obstacle }) => [
            String(epoch),
            `${time(plannedAtMs)} · ${reasonWords[reason]}${epoch === newest?.epoch ? ' · in force' : ''}${obstacle === null ? '' : ' · no way back to it'}`,
          ])}
          onChange={(epoch) => go(Number(epoch))}
        />
        <MomentField
          label="In force at"
          atMs={search.atMs ?? shown.fromMs}
          onChange={(atMs) => goTo(planLink(search, { epoch: undefined, atMs }))}
        />
        <span className={styles.count}>
          {counted(plans.length, 'plan')}
          {list.keptSinceMs === null ? '' : ` since ${time(list.keptSinceMs)}`}
        </span>
      </div>
      <div className={styles.strip} aria-hidden>
        {plans.map(({ epoch, plannedAtMs, reason, costPerHour, currency, groups, obstacle }) => (
          <PageLink
            key={epoch}
            href={linkTo(epoch)}
            tabIndex={-1}
            data-shown={epoch === shown.epoch}
            data-dead={obstacle === null ? undefined : ''}
            title={`${time(plannedAtMs)}: ${reasonWords[reason]}; ${moneyPerHour(costPerHour, currency)}, ${counted(groups, 'group')}${obstacle === null ? '' : `; it cannot be rolled back to: ${obstacle}`}`}
          >
            <span style={{ height: `${Math.max(6, (100 * costPerHour) / dearest)}%` }} />
          </PageLink>
        ))}
      </div>
    </nav>
  );
}

const atEpoch = (epoch: number | undefined): PlanChange => ({ epoch, atMs: undefined });
