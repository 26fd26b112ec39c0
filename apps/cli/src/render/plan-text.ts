import type { PlanTerms } from '@harmonybatch/planning';
import type { PlanTotal } from '../plan-file/plan-total';
import { count, milliseconds, money, percent, perMillion } from './figures';
import { plainText } from './plain-text';
import type { Style } from './terminal';

/** The names by which a plan says what it was made with. */
export interface ShownContext extends Partial<Omit<PlanTerms, 'overheadMs'>> {
  readonly prices: string;
  readonly catalogue: string;
  readonly overheadMs: number;
}

/** What a plan was made with, in words: the same for a plan of a file and for one in force. */
export function contextFacts({
  prices,
  catalogue,
  overheadMs,
  holding = 'warm',
  assumedCards = {},
  maxItemBytes,
}: ShownContext): string[] {
  return [
    `prices ${plainText(prices)}`,
    `catalogue ${plainText(catalogue)}`,
    `${milliseconds(overheadMs)} kept for the way`,
    holding === 'warm' ? 'instances kept warm' : 'instances on demand',
    ...Object.entries(assumedCards).map(([card, gpuType]) => `${plainText(card)} taken as ${plainText(gpuType)}`),
    ...(maxItemBytes === undefined ? [] : [`items up to ${count(maxItemBytes)} bytes`]),
  ];
}

/** Strategies that plan by another estimate than the expected bill. */
const ownEstimates: Readonly<Record<string, string>> = {
  harmony: 'by Eq. 6, as the published method counts',
  mbs: 'by Eq. 6, as the baseline counts',
  batch: 'by Eq. 6 with mean latencies, as the baseline counts',
};

/** The head of a plan that was made from a file; a strategy's own estimate stands beside the bill, named. */
export function renderPlanHead(
  plan: ShownContext & {
    readonly strategy: string;
    readonly model: string;
    readonly currency: string;
    readonly costPerRequest: number;
  },
  style: Style,
): string {
  const how = ownEstimates[plan.strategy];
  const own =
    how === undefined
      ? ''
      : `  ${style.dim(`${perMillion(plan.costPerRequest)} ${plan.currency} per million ${how}; below, the expected bill`)}\n`;
  return `\n  ${[style.bold(plainText(plan.model)), `strategy ${plan.strategy}`, ...contextFacts(plan)].join(' · ')}\n${own}\n`;
}

export const renderPlanNotes = (notes: readonly string[], style: Style): string =>
  notes.map((note) => `  ${style.yellow('!')} ${plainText(note)}\n`).join('');

/** What all plans of a file cost together, and what is paid without them. */
export function renderTotal(total: PlanTotal, plans: number, style: Style): string {
  const { currency, costPerSecond, activePerSecond, idlePerSecond, coldPerSecond, minimumPerSecond } = total;
  const { perMonth, alonePerMonth } = total;
  const cold = coldPerSecond === 0 ? '' : `, ${money(coldPerSecond)} cold starts`;
  const of = plans === 1 ? '' : ` of ${plans} models together`;
  const lines = [
    `expected bill${of} ${money(costPerSecond)} ${currency} per second: ${money(activePerSecond)} running, ${money(idlePerSecond)} idle${cold}, ${money(minimumPerSecond)} minima`,
    `${style.bold(`${money(perMonth)} ${currency} in 30 days`)}${alonePerMonth === null ? '' : `; each app in a function of its own: ${money(alonePerMonth)} ${currency}`}`,
    ...(total.today === undefined
      ? []
      : [`today ${money(total.today.perMonth)} ${currency}: ${saved(total.today.savedShare)}`]),
  ];
  return `${plans === 1 ? '' : '\n'}${lines.map((line) => `  ${line}\n`).join('')}`;
}

const saved = (share: number): string =>
  share < 0 ? `the plan costs ${percent(-share)} more` : `the plan saves ${percent(share)}`;
