import type { PlanTerms } from '@harmonybatch/planning';
import { count, milliseconds, perMillion } from './figures';
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
