import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';

/** Where a plan has an app: one of its groups, and the app as it is in that. */
export interface AppPlace {
  readonly group: PublishedGroup;
  readonly app: PublishedGroup['apps'][number];
}

/** The groups of a plan by their ids, and the places of its apps by their names, in the order of its groups. */
export interface PlanLookup {
  readonly groups: ReadonlyMap<string, PublishedGroup>;
  readonly places: ReadonlyMap<string, readonly AppPlace[]>;
}

const made = new WeakMap<Pick<PlanPublished, 'groups'>, PlanLookup>();

/** Finds apps and groups in a plan; made once for each plan, for every request and every row asks. */
export function lookupOf(plan: Pick<PlanPublished, 'groups'>): PlanLookup {
  let lookup = made.get(plan);
  if (lookup === undefined) made.set(plan, (lookup = lookupIn(plan.groups)));
  return lookup;
}

function lookupIn(groups: PlanPublished['groups']): PlanLookup {
  const places = new Map<string, AppPlace[]>();
  for (const group of groups)
    for (const app of group.apps) {
      const others = places.get(app.name);
      if (others === undefined) places.set(app.name, [{ group, app }]);
      else others.push({ group, app });
    }
  return { groups: new Map(groups.map((group) => [group.id, group])), places };
}
