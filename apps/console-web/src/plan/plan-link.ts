import { links, type PlanSearch } from '../search/links';

/** Parameters to set; undefined removes one. */
export type PlanChange = { readonly [Key in keyof PlanSearch]?: PlanSearch[Key] | undefined };

/** The address of the page as it is with some of it changed. */
export function planLink(search: PlanSearch, changed: PlanChange): string {
  const kept = Object.entries({ ...search, ...changed }).filter(([, value]) => value !== undefined);
  return links.plan(Object.fromEntries(kept));
}
