import type { PlanGroup } from '@harmonybatch/console-api';

/** What the width of a ribbon says: requests per second, or money per hour. */
export type Measure = 'rate' | 'money';

export type GroupApp = PlanGroup['apps'][number];

/** What an app brings into a group: its rate, or its part of what the group costs by its rate. */
export function weightOf({ rateHz }: GroupApp, group: PlanGroup, measure: Measure): number {
  if (measure === 'rate') return rateHz;
  const all = sumOf(group.apps, (app) => app.rateHz);
  return all === 0 ? 0 : (group.costPerHour * rateHz) / all;
}

export const groupWeight = (group: PlanGroup, measure: Measure): number =>
  sumOf(group.apps, (app) => weightOf(app, group, measure));

export function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
