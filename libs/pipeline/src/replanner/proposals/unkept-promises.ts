import type { AppRegistered, PlanPublished, PublishedGroup, UnkeptPromise, WayReserve } from '@harmonybatch/contracts';
import { defaultAttainment, type ProfileFactors } from '@harmonybatch/model';
import { reservedMsOf } from '../../way/way-reserves';

/** What is known now beside what the plan in force was made with. */
export interface KnownNow {
  readonly apps: readonly AppRegistered[];
  /** What is to be kept for the way; undefined where it is not measured. */
  readonly way: readonly WayReserve[] | undefined;
  readonly factors: ProfileFactors;
}

/** Longer by less than this is as planned, ms. */
const toleranceMs = 1;

/** The apps that the plan in force does not serve as they were promised, as far as is known, and why in words. */
export function unkeptPromises(inForce: PlanPublished | undefined, now: KnownNow): UnkeptPromise[] {
  return now.apps.flatMap((app) => {
    const message = whyUnkept(app, inForce, now);
    return message === null ? [] : [{ app: app.name, message }];
  });
}

function whyUnkept(app: AppRegistered, inForce: PlanPublished | undefined, now: KnownNow): string | null {
  if (inForce?.unservable.some(({ name, sloMs }) => name === app.name && sloMs === app.sloMs)) return null;
  const places = (inForce?.groups ?? []).flatMap((group) =>
    group.apps.filter(({ name }) => name === app.name).map((planned) => ({ group, planned })),
  );
  const [first] = places;
  if (inForce === undefined || first === undefined) return 'no plan in force serves it';
  if (first.planned.sloMs > app.sloMs) return `planned for ${first.planned.sloMs} ms, and asks for ${app.sloMs} ms`;
  const { attainment = defaultAttainment } = app;
  if ((first.planned.attainment ?? defaultAttainment) < attainment)
    return `planned for a smaller share in time than the ${attainment} it asks for`;
  const longerMs = Math.max(...places.map(({ group, planned }) => growthMs(group, planned, inForce, now)));
  return longerMs > toleranceMs ? `takes up to ${Math.ceil(longerMs)} ms longer than planned` : null;
}

/** By what executions and the way take longer than the plan says, ms. */
function growthMs(
  { function: { type }, latencyMs }: PublishedGroup,
  planned: PublishedGroup['apps'][number],
  { calibration, overheadMs }: PlanPublished,
  { way, factors }: KnownNow,
): number {
  const plannedWayMs = planned.overheadMs ?? overheadMs;
  const wayMs = reservedMsOf(way, planned.attainment) ?? plannedWayMs;
  const slower = factors[type] / (calibration?.[type] ?? 1);
  return latencyMs.max * (slower - 1) + wayMs - plannedWayMs;
}
