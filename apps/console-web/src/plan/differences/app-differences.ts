import type { PlanGroup, WhatIfAnswer } from '@harmonybatch/console-api';
import { sumOf, weightOf } from '../lanes/measure';

/** How a plan serves an app: by the group that has most of it, and what all of them cost for it. */
export interface Lane {
  readonly sloMs: number;
  readonly rateHz: number;
  readonly function: string;
  readonly batchSize: number;
  readonly timeoutMs: number;
  readonly costPerHour: number;
}

export interface AppDifference {
  readonly name: string;
  /** Null where the plan does not serve it. */
  readonly before: Lane | null;
  readonly after: Lane | null;
  readonly simulated: SimulatedApp | null;
  /** Whether something but its price is other. */
  readonly isServedOtherwise: boolean;
}

export type SimulatedApp = NonNullable<WhatIfAnswer['simulated']>['apps'][number];

/** Every app of two plans: first those that are served otherwise, dearest difference first. */
export function appDifferences(
  before: readonly PlanGroup[],
  after: readonly PlanGroup[],
  simulated: readonly SimulatedApp[] = [],
): AppDifference[] {
  const [lanesBefore, lanesAfter] = [lanesOf(before), lanesOf(after)];
  const outcomes = new Map(simulated.map((app) => [app.name, app]));
  const names = [...new Set([...lanesBefore.keys(), ...lanesAfter.keys()])];
  return names
    .map((name): AppDifference => {
      const [was, is] = [lanesBefore.get(name) ?? null, lanesAfter.get(name) ?? null];
      return {
        name,
        before: was,
        after: is,
        simulated: outcomes.get(name) ?? null,
        isServedOtherwise: !isSameService(was, is),
      };
    })
    .toSorted(
      (a, b) =>
        Number(b.isServedOtherwise) - Number(a.isServedOtherwise) ||
        Math.abs(costDifference(b)) - Math.abs(costDifference(a)) ||
        (a.name < b.name ? -1 : 1),
    );
}

/** What an app costs more per hour; all that it costs where one of the plans does not serve it. */
export const costDifference = ({ before, after }: AppDifference): number =>
  (after?.costPerHour ?? 0) - (before?.costPerHour ?? 0);

/** Ids of groups that have no group like them in the plan before: the same apps, function and batch size. */
export function newGroups(before: readonly PlanGroup[], after: readonly PlanGroup[]): ReadonlySet<string> {
  const known = new Set(before.map(likenessOf));
  return new Set(after.filter((group) => !known.has(likenessOf(group))).map(({ id }) => id));
}

const likenessOf = ({ function: shape, batchSize, apps }: PlanGroup): string =>
  JSON.stringify([shape, batchSize, apps.map(({ name }) => name).toSorted()]);

function lanesOf(groups: readonly PlanGroup[]): Map<string, Lane> {
  const served = new Map<string, { readonly app: PlanGroup['apps'][number]; readonly group: PlanGroup }[]>();
  for (const group of groups)
    for (const app of group.apps) served.set(app.name, [...(served.get(app.name) ?? []), { app, group }]);
  return new Map(
    [...served].map(([name, of]) => {
      const most = of.reduce((best, one) => (one.app.rateHz > best.app.rateHz ? one : best));
      return [
        name,
        {
          sloMs: most.app.sloMs,
          rateHz: sumOf(of, ({ app }) => app.rateHz),
          function: most.group.function,
          batchSize: most.group.batchSize,
          timeoutMs: most.app.timeoutMs,
          costPerHour: sumOf(of, ({ app, group }) => weightOf(app, group, 'money')),
        },
      ];
    }),
  );
}

function isSameService(before: Lane | null, after: Lane | null): boolean {
  if (before === null || after === null) return before === after;
  return (
    before.function === after.function &&
    before.batchSize === after.batchSize &&
    Math.abs(before.timeoutMs - after.timeoutMs) < 1
  );
}
