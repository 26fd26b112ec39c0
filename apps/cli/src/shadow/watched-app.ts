import type { EstimatedRate } from '@harmonybatch/simulation';
import type { AppTerms } from './slo-book';

/** An app of the topic that has an SLO, with what was seen of it. */
export interface WatchedApp {
  readonly name: string;
  readonly terms: AppTerms;
  /** ms since the window began, ascending; at least one. */
  readonly arrivalsMs: Float64Array;
  /** As the rate estimator has it at the end of the window. */
  readonly rate: EstimatedRate;
}
