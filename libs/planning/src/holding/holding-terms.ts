import type { PriceBook } from '@harmonybatch/model';
import type { Holding, PlanningContext } from '../provisioning/provision';

/** How instances are held and billed, as far as money and promises depend on it. */
export interface HoldingTerms {
  readonly prices: PriceBook;
  readonly holding: Holding;
  /** Most instances of one function; `defaultMaxInstances` where absent. */
  readonly maxInstances?: number | undefined;
}

export const holdingTerms = ({ prices, holding = 'warm', catalogue }: PlanningContext): HoldingTerms => ({
  prices,
  holding,
  maxInstances: catalogue.maxInstancesPerFunction,
});
