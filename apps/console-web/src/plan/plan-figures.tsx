import type { PlanPage } from '@harmonybatch/console-api';
import type { ReactNode } from 'react';
import { count, exactTime, moneyPerHour, share, time } from '../figures/format';
import { signedMoneyPerHour } from './differences/signed';
import styles from './plan.module.css';

interface Props {
  readonly plan: PlanPage;
  readonly actions?: ReactNode;
}

/** What a plan is in a few figures: since when, what it costs beside each app alone and beside the plan before. */
export function PlanFigures({ plan, actions }: Props) {
  const { epoch, inForce, fromMs, untilMs, currency, costPerHour, aloneHour, savedShare, groups, change } = plan;
  const apps = new Set(groups.flatMap((group) => group.apps.map(({ name }) => name))).size;
  const functions = new Set(groups.map(({ functionName }) => functionName)).size;
  const saved = change?.costPerHourAtTheseRates ?? null;
  return (
    <div className={styles.summary}>
      <div className={styles.summaryHead}>
        <p>
          <strong>Epoch {epoch}</strong>{' '}
          {inForce ? (
            <span className={styles.inForce}>in force</span>
          ) : (
            <span className={styles.earlier}>an earlier plan</span>
          )}{' '}
          {plan.pinned && inForce ? <span className={styles.earlier}>held</span> : null}{' '}
          <span className={styles.soft}>
            <time title={exactTime(fromMs)}>since {time(fromMs)}</time>
            {untilMs === null ? null : <time title={exactTime(untilMs)}>, until {time(untilMs)}</time>} · {plan.why}
          </span>
        </p>
        <div className={styles.buttons}>{actions}</div>
      </div>
      {plan.rollBack === null || plan.rollBack.obstacle === null ? null : (
        <p className={styles.obstacle}>It cannot be rolled back to: {plan.rollBack.obstacle}</p>
      )}
      <dl className={styles.figures}>
        <Figure name="Costs" value={moneyPerHour(costPerHour, currency)} note={`by ${plan.prices}`} />
        <Figure
          name="Each app alone"
          value={moneyPerHour(aloneHour, currency)}
          note={
            savedShare === null
              ? 'not known'
              : savedShare < 0
                ? `sharing costs ${share(-savedShare)} more`
                : `sharing saves ${share(savedShare)}`
          }
        />
        <Figure
          name="Beside the plan before"
          value={saved === null ? '–' : signedMoneyPerHour(costPerHour - saved, currency)}
          note={
            change === null
              ? 'none is kept'
              : saved === null
                ? 'that could not serve these rates'
                : `at the rates of this one, than epoch ${change.fromEpoch}`
          }
        />
        <Figure
          name="Apps, groups, functions"
          value={`${count(apps)} · ${count(groups.length)} · ${count(functions)}`}
          note={plan.unservable.length === 0 ? 'every app is served' : `${count(plan.unservable.length)} not served`}
        />
      </dl>
    </div>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** A figure, what it is and what it means. */
export function Figure({ name, value, note }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={styles.value}>{value}</span>
        <span className={styles.soft}>{note}</span>
      </dd>
    </div>
  );
}
