import { monthlyBill, type PriceBook } from '@harmonybatch/model';
import { planAlone } from '@harmonybatch/planning';
import { Refusal } from '../refusal';
import type { Today } from './plan-task';
import type { PlannedTask } from './planned-task';

/** What all plans of a file cost together, after the rebates of a month, beside what is paid without them. */
export interface PlanTotal {
  readonly currency: string;
  readonly costPerSecond: number;
  readonly activePerSecond: number;
  readonly idlePerSecond: number;
  readonly coldPerSecond: number;
  readonly minimumPerSecond: number;
  /** For 30 days. */
  readonly perMonth: number;
  /** Were every app in a function of its own; null where that is not computed or cannot be. */
  readonly alonePerMonth: number | null;
  /** What is paid now, and the part of it that the plans save; below 0 they cost more. */
  readonly today?: { readonly perMonth: number; readonly savedShare: number };
}

/** Of more apps it is not computed what each would pay alone. */
const maxAppsAlone = 200;

/** @throws Refusal where what is paid today is in another currency */
export function totalOf(plans: readonly PlannedTask[], today: Today | undefined): PlanTotal {
  const { prices } = plans[0]!.request;
  refuseOtherCurrency(today, prices);
  const sum = (
    part: 'costPerSecond' | 'activePerSecond' | 'idlePerSecond' | 'coldPerSecond' | 'minimumPerSecond',
  ): number => plans.reduce((total, { planned }) => total + planned.expected[part], 0);
  const perMonth = monthlyBill(prices, sum('costPerSecond'));
  const alone = alonePerSecond(plans);
  return {
    currency: prices.currency,
    costPerSecond: sum('costPerSecond'),
    activePerSecond: sum('activePerSecond'),
    idlePerSecond: sum('idlePerSecond'),
    coldPerSecond: sum('coldPerSecond'),
    minimumPerSecond: sum('minimumPerSecond'),
    perMonth,
    alonePerMonth: alone === null ? null : monthlyBill(prices, alone),
    today: today && { perMonth: today.perMonth, savedShare: 1 - perMonth / today.perMonth },
  };
}

/** @throws Refusal where what is paid today is in another currency than prices are */
export function refuseOtherCurrency(today: Today | undefined, prices: PriceBook): void {
  if (today === undefined || today.currency === prices.currency) return;
  throw new Refusal(
    `today is in ${today.currency}, and price book ${prices.name} in ${prices.currency}: no rate of exchange is known here. Write today in ${prices.currency}, or plan with prices in ${today.currency}.`,
  );
}

function alonePerSecond(plans: readonly PlannedTask[]): number | null {
  if (plans.reduce((sum, { request }) => sum + request.apps.length, 0) > maxAppsAlone) return null;
  let sum = 0;
  for (const result of plans.flatMap(({ request }) => planAlone({ ...request, strategy: 'exact' }))) {
    if (result.kind !== 'planned') return null;
    sum += result.plan.expected.costPerSecond;
  }
  return sum;
}
