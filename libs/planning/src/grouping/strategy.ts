import type { Member, PlanningContext } from '../provisioning/provision';
import type { Group } from './group';
import { exact } from '../exact/exact';
import { harmony } from './harmony';

/**
 * Cuts apps into groups and provisions each.
 * @param members every one of them can be served alone; in any order; left unchanged.
 */
export type Strategy = (context: PlanningContext, members: readonly Member[]) => Group[];

/** The ways to plan, by name. */
export const strategies: Readonly<Record<string, Strategy>> = { exact, harmony };
