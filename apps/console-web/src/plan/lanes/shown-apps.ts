import type { PlanGroup } from '@harmonybatch/console-api';
import { weightOf, type GroupApp, type Measure } from './measure';

/** Lines of apps that a picture has room for before small ones are bundled. */
const roomForApps = 28;

/**
 * Which apps are shown one by one: the heaviest of each group, all of a small group, and those picked. Groups share the
 * room, and what a small one leaves is left to the others.
 */
export function shownApps(
  groups: readonly PlanGroup[],
  measure: Measure,
  picked: ReadonlySet<string>,
): ReadonlySet<string> {
  const shown = new Set(picked);
  let room = roomForApps;
  const smallestFirst = groups.toSorted((a, b) => a.apps.length - b.apps.length);
  for (const [place, group] of smallestFirst.entries()) {
    const lines = Math.max(1, Math.floor(room / (groups.length - place)));
    const fits = group.apps.length <= lines;
    for (const { name } of fits ? group.apps : heaviest(group, measure, lines - 1)) shown.add(name); // and one line for the bundle
    room -= fits ? group.apps.length : lines;
  }
  return shown;
}

const heaviest = (group: PlanGroup, measure: Measure, number: number): GroupApp[] =>
  group.apps
    .toSorted((a, b) => weightOf(b, group, measure) - weightOf(a, group, measure) || (a.name < b.name ? -1 : 1))
    .slice(0, number);

/** An app in one of its groups. */
export type Membership = readonly [app: GroupApp, group: PlanGroup];

export interface Beside {
  /** Apps that stand beside a group, each with all of its groups. */
  readonly apps: readonly (readonly [Membership, ...Membership[]])[];
  readonly bundled: readonly GroupApp[];
}

/** What stands beside each group: its shown apps that no group before it has, tightest SLO first, and its others. */
export function besideGroups(groups: readonly PlanGroup[], shown: ReadonlySet<string>): Beside[] {
  const memberships = new Map<string, [Membership, ...Membership[]]>();
  for (const group of groups)
    for (const app of group.apps) {
      if (shown.has(app.name)) memberships.set(app.name, added(memberships.get(app.name), [app, group]));
    }
  return groups.map((group) => ({
    apps: [...memberships.values()]
      .filter(([[, first]]) => first === group)
      .toSorted(([[a]], [[b]]) => a.sloMs - b.sloMs || (a.name < b.name ? -1 : 1)),
    bundled: group.apps.filter(({ name }) => !shown.has(name)),
  }));
}

const added = (before: [Membership, ...Membership[]] | undefined, last: Membership): [Membership, ...Membership[]] =>
  before === undefined ? [last] : [...before, last];
