import type { Group } from '../grouping/group';
import { holdingTerms } from '../holding/holding-terms';
import type { Placement } from '../pooled/pooled-costs';
import type { PlanningContext } from '../provisioning/provision';
import { countedLoad } from './counted-load';
import { optionFor } from './function-options';

/** What groups ask of their functions, as plans are priced; one entry a group. */
export const countedGroups = (context: PlanningContext, groups: readonly Group[]): Placement[] =>
  groups.map(({ members, provision }) => {
    const option = { ...optionFor(context, provision.shape, provision.batchSize), latency: provision };
    return { option, load: countedLoad(holdingTerms(context), members, option) };
  });
