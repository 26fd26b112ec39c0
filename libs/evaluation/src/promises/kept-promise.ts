import { defaultAttainment, poissonUpperTail } from '@harmonybatch/model';
import { plan, type Plan } from '@harmonybatch/planning';
import { simulate, type SimulationReport } from '@harmonybatch/simulation';
import type { Setting } from '../context';
import { brokenSlos } from './broken-slos';
import { promisedInstance, promisedOverheadMs, type PromisedInstance } from './promised-instance';

/** What a plan promised an app and what the simulated pipeline gave it. */
export interface KeptAttainment {
  readonly app: string;
  readonly promised: number;
  readonly requests: number;
  readonly late: number;
  /** How likely so many late requests are if the promise holds. */
  readonly chance: number;
}

/** Money in the currency of the price book. */
export interface KeptMoney {
  /** What the plan expects for as many requests as there were and as long as it took. */
  readonly promised: number;
  readonly charged: number;
  /** `charged / promised − 1`. */
  readonly error: number;
  /** Standard error of `error` by the number of batches that were drawn, at most. */
  readonly standardError: number;
}

export type KeptPromise = Pick<PromisedInstance, 'index' | 'contest' | 'strategy'> & {
  readonly model: string;
  /** The price book, and how instances are held where they are not kept warm. */
  readonly prices: string;
} & (
    | { readonly kind: 'refused'; readonly why: string }
    | {
        readonly kind: 'kept';
        readonly brokenSlos: readonly string[];
        /** None on demand: nothing is promised of batches that meet a cold start. */
        readonly attainments: readonly KeptAttainment[];
        /** What every request cost in truth. */
        readonly paidPerRequest: number;
        readonly money: KeptMoney;
        readonly meanBatchSize: { readonly promised: number; readonly seen: number };
        readonly coldStarts: number;
        readonly requests: number;
      }
  );

export interface SweepOptions {
  readonly seed: number;
  /** Requests of an instance, about. */
  readonly requests: number;
  /** Longest time that an instance is simulated for, s, however few requests come in it. */
  readonly mostSeconds: number;
}

/** On demand no shorter than what is held there follows from. */
const minSeconds = { warm: 10, 'on-demand': 60 };
/** On demand instances are started first, as many as are then held. */
const startingSeconds = { warm: 0, 'on-demand': 120 };
const noDelay = { acceptMs: 0, emitMs: 0, answerMs: 0 };
/** On demand what is held follows from what was busy in about so long. */
const heldForSeconds = 60;
/** Cost of a batch, and what is held on demand at a time, vary by at most so much of their mean. */
const maxVariation = 0.5;

/** Plans an instance, runs the plan on the pipeline's own classes, and holds what happened against what was promised. */
export async function keptPromise(
  index: number,
  { seed, requests, mostSeconds: maxSeconds }: SweepOptions,
): Promise<KeptPromise> {
  const instance = promisedInstance(index, seed);
  const { model, setting, strategy, apps } = instance;
  const { prices, catalogue, assumedCards, holding = 'warm' } = setting;
  const about = { index, contest: instance.contest, strategy, model: model.name, prices: bookOf(setting) };
  const made = plan({
    ...{ strategy, model: model.name, profile: model.profile, ...setting },
    overheadMs: promisedOverheadMs,
    apps,
  });
  if (made.kind !== 'planned') return { ...about, kind: 'refused', why: JSON.stringify(made).slice(0, 1_000) };
  const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  const durationSeconds = Math.min(maxSeconds, Math.max(minSeconds[holding], requests / rateHz));
  const warmUpSeconds = startingSeconds[holding];
  const report = await simulate({
    ...{ model: model.name, profile: model.profile, prices, catalogue, assumedCards, holding },
    ...{
      strategy,
      apps,
      arrivals: { kind: 'poisson' },
      durationSeconds: warmUpSeconds + durationSeconds,
      warmUpSeconds,
    },
    ...{ seed: seed + instance.contest, overheadMs: promisedOverheadMs, hops: noDelay, plans: 'fixed' },
    replanner: { sizeAwareDeadlines: false },
  });
  return {
    ...about,
    kind: 'kept',
    brokenSlos: brokenSlos(made.plan, apps, promisedOverheadMs),
    attainments: holding === 'on-demand' ? [] : attainmentsOf(instance, made.plan, report),
    paidPerRequest: report.bill.total / Math.max(1, report.total.requests),
    money: moneyOf(made.plan, report, rateHz * durationSeconds, durationSeconds),
    meanBatchSize: { promised: meanBatchSize(made.plan), seen: report.batches.meanSize ?? 0 },
    coldStarts: report.coldStarts,
    requests: report.total.requests,
  };
}

const bookOf = ({ prices, holding }: Setting): string =>
  holding === 'on-demand' ? `${prices.name}, on demand` : prices.name;

/** Requests of a batch are late together, so that their number varies as that of batches does. */
function attainmentsOf({ apps }: PromisedInstance, { groups }: Plan, report: SimulationReport): KeptAttainment[] {
  return apps.map(({ name, attainment = defaultAttainment }) => {
    const { requests, withinSlo } = report.apps[name]!;
    const late = requests - withinSlo;
    const together = Math.max(
      1,
      ...groups.filter((group) => group.apps.some((app) => app.name === name)).map(shareOfBatch(name)),
    );
    const chance = poissonUpperTail(late / together, (requests * (1 - attainment)) / together);
    return { app: name, promised: attainment, requests, late, chance };
  });
}

/** How many requests of one app a batch of its group holds, on average. */
const shareOfBatch =
  (name: string) =>
  ({ apps, meanBatchSize }: Plan['groups'][number]): number => {
    const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
    return (meanBatchSize * (apps.find((app) => app.name === name)?.rateHz ?? 0)) / rateHz;
  };

/** Active time follows the requests that came, idle time the time that passed. */
function moneyOf(
  { expected, holding }: Plan,
  { bill, total, batches }: SimulationReport,
  expectedRequests: number,
  seconds: number,
): KeptMoney {
  const active = (expected.activePerSecond * seconds * total.requests) / expectedRequests;
  const promised = active + (expected.idlePerSecond + expected.minimumPerSecond) * seconds;
  const idlePart = holding === 'warm' ? 0 : (expected.idlePerSecond * seconds) / promised;
  const standardError =
    maxVariation *
    Math.hypot(
      active / promised / Math.sqrt(Math.max(1, batches.count)),
      idlePart / Math.sqrt(Math.max(1, Math.min(batches.count, seconds / heldForSeconds))),
    );
  return { promised, charged: bill.total, error: bill.total / promised - 1, standardError };
}

function meanBatchSize({ groups }: Plan): number {
  const rates = groups.map(({ apps }) => apps.reduce((sum, app) => sum + app.rateHz, 0));
  const batches = groups.reduce((sum, { meanBatchSize: size }, index) => sum + rates[index]! / size, 0);
  return rates.reduce((sum, rate) => sum + rate, 0) / batches;
}
