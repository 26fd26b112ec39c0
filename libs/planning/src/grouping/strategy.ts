import { batch, batchTightestSloSeconds } from '../baselines/batch';
import { mbs } from '../baselines/mbs';
import { exactByHolding } from '../exact/on-demand';
import type { Member, PlanningContext } from '../provisioning/provision';
import { tightestSloSeconds } from '../provisioning/tightest-slo';
import type { Group } from './group';
import { harmony } from './harmony';
import type { SearchLimit } from './search-limit';

/** A way to plan. */
export interface Strategy {
  /**
   * Cuts apps into groups and provisions each.
   * @param members every one of them can be served alone; in any order; left unchanged.
   * @param limit when it is reached, the best groups so far are the result.
   */
  readonly groups: (context: PlanningContext, members: readonly Member[], limit: SearchLimit) => Group[];
  /** The tightest SLO that it can serve, seconds, by the latency that has to fit; null where it has no function. */
  readonly tightestSloSeconds: (context: PlanningContext, reach: number) => number | null;
}

/** Beside `exact` these keep every SLO: `exact` looks at what they find, and their promises are held against the simulator. */
const keepingSlos: Readonly<Record<string, Strategy>> = {
  harmony: { groups: harmony, tightestSloSeconds },
  mbs: { groups: mbs, tightestSloSeconds },
};

/** The ways to plan, by name; `exact` is the one to use, `harmony` the published one, `mbs` and `batch` are its baselines. */
export const strategies: Readonly<Record<string, Strategy>> = {
  exact: { groups: exactByHolding(Object.values(keepingSlos).map(({ groups }) => groups)), tightestSloSeconds },
  ...keepingSlos,
  batch: { groups: batch, tightestSloSeconds: batchTightestSloSeconds },
};

/** Names of the strategies that keep every SLO. */
export const sloKeepingStrategies: readonly string[] = ['exact', ...Object.keys(keepingSlos)];

/** What is planned with where nobody says otherwise. */
export const defaultStrategy = 'exact';
