import type { PlanChange } from '@harmonybatch/console-api';
import type { ModelProfiled, PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { repricePlan, type AppDemand } from '@harmonybatch/planning';
import { functionInWords } from './function-in-words';
import { appsOf, requestOfPlan } from './terms-of-plan';
import { secondsPerHour } from '../money/seconds-per-hour';

const maxSentences = 200;
/** Rates that differ by less are not told. */
const toldRateChange = 0.1;

/** What is other in a plan than in the one before it. */
export function planChange(
  before: { readonly epoch: number; readonly plan: PlanPublished },
  after: PlanPublished,
  model: ModelProfiled | undefined,
): PlanChange {
  const moved = movedApps(before.plan, after);
  return {
    fromEpoch: before.epoch,
    sentences: [
      ...termSentences(before.plan, after),
      ...groupSentences(before.plan, after),
      ...appSentences(before.plan, after),
    ].slice(0, maxSentences),
    moved,
    costPerHourBefore: before.plan.costPerSecond * secondsPerHour,
    costPerHourAtTheseRates: costAtRatesOf(before.plan, after, model),
  };
}

type Terms = Pick<PlanPublished, 'strategy' | 'prices' | 'catalogue' | 'modelVersion' | 'overheadMs'>;
const terms: readonly (readonly [keyof Terms, string])[] = [
  ['modelVersion', 'The model'],
  ['strategy', 'The strategy'],
  ['prices', 'The price book'],
  ['catalogue', 'The catalogue'],
  ['overheadMs', 'What is kept for the way, ms,'],
];

const termSentences = (before: PlanPublished, after: PlanPublished): string[] =>
  terms.flatMap(([name, what]) =>
    before[name] === after[name] ? [] : [`${what} is ${after[name]}, and was ${before[name]}.`],
  );

const placesOf = ({ groups }: PlanPublished): Map<string, string> =>
  new Map(groups.flatMap((group) => group.apps.map(({ name }) => [name, group.id] as const)));

function movedApps(before: PlanPublished, after: PlanPublished): PlanChange['moved'] {
  const [from, to] = [placesOf(before), placesOf(after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((app) => {
    const [fromGroup = null, toGroup = null] = [from.get(app), to.get(app)];
    return fromGroup === toGroup ? [] : [{ app, fromGroup, toGroup }];
  });
}

function appSentences(before: PlanPublished, after: PlanPublished): string[] {
  const old = new Map(appsOf(before).map((app) => [app.name, app]));
  const now = new Map(appsOf(after).map((app) => [app.name, app]));
  const stayed = [...now.values()].flatMap((app) => {
    const was = old.get(app.name);
    return was === undefined ? [] : [{ app, was }];
  });
  const moves = stayed.filter(
    ({ app, was }) => rateChange(app, was) > toldRateChange * Math.max(app.rateHz, was.rateHz),
  );
  return [
    ...told(
      [...old.keys()].filter((name) => !now.has(name)),
      (name) => `${name} is served no more.`,
      'apps are served no more',
    ),
    ...told(
      [...now.values()].filter(({ name }) => !old.has(name)),
      ({ name, sloMs, rateHz }) => `${name} is new, with an SLO of ${sloMs} ms at ${shownRate(rateHz)}.`,
      'apps are new',
    ),
    ...told(
      stayed.filter(({ app, was }) => app.sloMs !== was.sloMs),
      ({ app, was }) => `The SLO of ${app.name} is ${app.sloMs} ms, and was ${was.sloMs} ms.`,
      'apps have another SLO',
    ),
    ...told(
      moves.sort((one, other) => rateChange(other.app, other.was) - rateChange(one.app, one.was)),
      ({ app, was }) => `${app.name} is planned for ${shownRate(app.rateHz)}, and was for ${shownRate(was.rateHz)}.`,
      'apps are planned for another rate',
    ),
  ];
}

/** Things of one kind that are told each. */
const toldEach = 10;

/** A sentence for each of the first, and one for all that are left. */
function told<Thing>(things: readonly Thing[], sentence: (thing: Thing) => string, ofOthers: string): string[] {
  const left = things.length - toldEach;
  return [...things.slice(0, toldEach).map(sentence), ...(left > 0 ? [`${left} more ${ofOthers}.`] : [])];
}

const rateChange = (app: AppDemand, was: AppDemand): number => Math.abs(app.rateHz - was.rateHz);

function groupSentences(before: PlanPublished, after: PlanPublished): string[] {
  const old = new Map(before.groups.map((group) => [group.id, group]));
  const now = new Map(after.groups.map((group) => [group.id, group]));
  const kept = after.groups.flatMap((group) => {
    const was = old.get(group.id)?.warmInstances ?? group.warmInstances;
    return was === group.warmInstances ? [] : [{ group, was }];
  });
  return [
    ...told(
      before.groups.filter(({ id }) => !now.has(id)),
      (group) => `No group has ${inWords(group)} any more.`,
      'groups are there no more',
    ),
    ...told(
      after.groups.filter(({ id }) => !old.has(id)),
      (group) => `A group has ${inWords(group)} now.`,
      'groups are new',
    ),
    ...told(
      kept,
      ({ group, was }) => `${group.functionName} keeps ${group.warmInstances} instances ready, and kept ${was}.`,
      'functions keep other numbers of instances ready',
    ),
  ];
}

const inWords = ({ apps, function: shape, batchSize }: PublishedGroup): string =>
  `${listed(apps.map(({ name }) => name))} on ${functionInWords(shape)} in batches of up to ${batchSize}`;

const shownNames = 5;
const listed = (names: readonly string[]): string =>
  names.length <= shownNames
    ? names.join(', ')
    : `${names.slice(0, shownNames).join(', ')} and ${names.length - shownNames} more`;
const shownRate = (rateHz: number): string => `${Number(rateHz.toPrecision(3))} requests a second`;

/** What the groups of a plan would cost at the rates of another; null where they do not serve its apps, or it cannot be told. */
function costAtRatesOf(plan: PlanPublished, at: PlanPublished, model: ModelProfiled | undefined): number | null {
  const request = model === undefined ? null : requestOfPlan(plan, model);
  const places = placesOf(plan);
  const apps = appsOf(at);
  if (request === null || plan.currency !== at.currency || apps.some(({ name }) => !places.has(name))) return null;
  const ratesHz = new Map([...places.keys()].map((name) => [name, 0]));
  for (const { name, rateHz } of apps) ratesHz.set(name, rateHz);
  try {
    const { costPerSecond } = repricePlan(plan, request, ratesHz);
    return Number.isFinite(costPerSecond) ? costPerSecond * secondsPerHour : null;
  } catch {
    return null; // the model may be registered otherwise by now, and have no such function any more
  }
}
