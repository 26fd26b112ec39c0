import type { PlanPage, WhatIfAnswer } from '@harmonybatch/console-api';
import { count, counted, duration, moneyPerHour, share } from '../../figures/format';
import { change, signedCount, signedMoneyPerHour } from '../differences/signed';
import { Figure } from '../plan-figures';
import styles from '../plan.module.css';

interface Props {
  readonly now: PlanPage;
  readonly answer: WhatIfAnswer;
  readonly isSimulating: boolean;
}

/** What would come of it in a few figures, each beside what it is now. */
export function OutcomeFigures({ now, answer, isSimulating }: Props) {
  const notSimulated = isSimulating ? 'being simulated' : 'not simulated';
  const { costPerHour, costPerHourNow, aloneHour, currency, groups, simulated, unservable } = answer;
  const isComparable = costPerHourNow !== null && currency === now.currency;
  const percent = isComparable ? change(costPerHourNow, costPerHour) : null;
  const [isBroken, worst] = worstOf(simulated);
  return (
    <dl className={styles.figures}>
      <Figure
        name="Would cost"
        value={moneyPerHour(costPerHour, currency)}
        note={
          isComparable
            ? `${signedMoneyPerHour(costPerHour - costPerHourNow, currency)}${percent === null ? '' : ` (${percent})`} beside now`
            : `now: ${moneyPerHour(now.costPerHour, now.currency)}`
        }
      />
      <Figure
        name="In SLO, simulated"
        value={simulated === null ? '–' : share(simulated.inSlo)}
        note={
          simulated === null
            ? notSimulated
            : `${counted(simulated.requests, 'request')} in ${duration(simulated.seconds * 1_000)}${worst === null ? '' : `; ${isBroken ? 'not kept' : 'worst'}: ${worst}`}`
        }
      />
      <Figure
        name="Would bill, simulated"
        value={simulated === null ? '–' : moneyPerHour(simulated.costPerHour, currency)}
        note={simulated === null ? notSimulated : `${counted(simulated.coldStarts, 'cold start')}`}
      />
      <Figure
        name="Each app alone"
        value={moneyPerHour(aloneHour, currency)}
        note={aloneHour === null ? 'not known' : `sharing saves ${share(1 - costPerHour / aloneHour)}`}
      />
      <Figure
        name="Groups"
        value={count(groups.length)}
        note={`${signedCount(groups.length - now.groups.length)} beside now${unservable.length === 0 ? '' : `; ${counted(unservable.length, 'app')} not served`}; planned in ${duration(answer.planningMs)}`}
      />
    </dl>
  );
}

/** Whether some app would get less than promised, and the one that is furthest from it. */
function worstOf(simulated: WhatIfAnswer['simulated']): readonly [isBroken: boolean, worst: string | null] {
  const apps = (simulated?.apps ?? []).filter(({ inSlo }) => inSlo !== null);
  if (apps.length === 0) return [false, null];
  const margin = ({ inSlo, promised }: (typeof apps)[number]) => (inSlo ?? 1) - promised;
  const worst = apps.reduce((least, app) => (margin(app) < margin(least) ? app : least));
  const broken = apps.filter((app) => margin(app) < 0).length;
  return [broken > 0, `${worst.name} ${share(worst.inSlo)}${broken > 1 ? ` and ${broken - 1} more` : ''}`];
}
