import type { PlanPublished } from '@harmonybatch/contracts';

/** Whether two plans have the same groups. */
export function haveSameGroups(one: PlanPublished, other: PlanPublished | undefined): boolean {
  const ids = new Set(other?.groups.map((group) => group.id));
  return one.groups.length === ids.size && one.groups.every((group) => ids.has(group.id));
}

/** Whether two plans have the same groups and keep as much warm for them. */
export function haveEqualGroups(one: PlanPublished, other: PlanPublished | undefined): boolean {
  const warm = new Map(other?.groups.map(({ id, warmInstances }) => [id, warmInstances]));
  return warm.size === one.groups.length && one.groups.every(({ id, warmInstances }) => warm.get(id) === warmInstances);
}
