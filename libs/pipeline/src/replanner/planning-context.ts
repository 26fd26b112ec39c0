import type { ModelProfiled } from '@harmonybatch/contracts';
import type { PlanningContext } from '@harmonybatch/planning';
import type { ReplannerConfig } from './replanner-config';

/** What a model is planned with: its profile, and the functions and prices of this deployment. */
export const planningContext = (
  { profile, maxItemBytes }: ModelProfiled,
  { prices, catalogue, assumedCards }: ReplannerConfig,
): PlanningContext => ({ profile, prices, catalogue, assumedCards, itemBytes: maxItemBytes ?? 0, holding: 'warm' });
