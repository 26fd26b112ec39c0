import type { PriceBook } from '@harmonybatch/model';
import type { Holding, InstanceSurcharge, PlanningContext } from '../provisioning/provision';

/** How instances are held and billed, as far as money and promises depend on it. */
export interface HoldingTerms {
  readonly prices: PriceBook;
  readonly holding: Holding;
  /** Most instances of one function; `defaultMaxInstances` where absent. */
  readonly maxInstances?: number | undefined;
  /** What a warm instance counts for beyond its price, a second. */
  readonly instanceSurcharge?: InstanceSurcharge | undefined;
}

export const holdingTerms = ({
  prices,
  holding = 'warm',
  catalogue,
  instanceSurcharge,
}: PlanningContext): HoldingTerms => ({
  prices,
  holding,
  maxInstances: catalogue.maxInstancesPerFunction,
  instanceSurcharge,
});
