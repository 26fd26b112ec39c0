import type { FunctionShape } from '../functions/function-shape';
import type { ModelProfile } from '../latency/model-profile';
import { billedSeconds, pricePerSecond } from './invocation-cost';
import type { PriceBook } from './price-book';

/**
 * What it costs that one more instance starts, in the book's currency: its initialisation, billed as if an invocation ran,
 * in the same steps; no invocation is counted. 0 where the book does not bill it, or the profile does not say how long it is.
 */
export function initialisationCost(book: PriceBook, profile: ModelProfile, shape: FunctionShape): number {
  const seconds = profile[shape.type]?.initialisationSeconds ?? 0;
  if (!book.billsInitialisation || seconds === 0) return 0;
  return billedSeconds(book, shape.type, seconds) * pricePerSecond(book, shape);
}
