import { attainmentVerdict, monthlyBill, type PriceBook } from '@harmonybatch/model';
import type { OutcomeReport } from '@harmonybatch/simulation';
import type { Today } from '../plan-file/plan-task';
import { planJson } from '../render/plan-json';
import type { AppForecast, ModelForecast } from './model-forecast';
import type { Recording } from './recording';
import type { SeenTraffic } from './seen-traffic';

/** Whether an app's SLO holds. */
export type SloVerdict =
  /** Planned, and the simulation shows no shortfall. */
  | 'held'
  /** Planned, and too few requests came for the simulation to show a shortfall. */
  | 'too-few'
  /** Planned, and not simulated. */
  | 'planned'
  /** Planned, and more requests were late in the simulation than chance explains. */
  | 'missed'
  /** No function is fast enough. */
  | 'unattainable';

/** Money in the currency of the report. */
export interface ShadowedApp {
  readonly name: string;
  readonly model: string;
  readonly sloMs: number;
  readonly requests: number;
  readonly rateHz: number;
  /** Standard error of the rate. */
  readonly standardErrorHz: number;
  /** Over the whole window. */
  readonly meanRateHz: number;
  readonly attainment: { readonly promised: number; readonly simulated: number | null };
  readonly verdict: SloVerdict;
  /** Why the SLO is not held; null where it is. */
  readonly reason: string | null;
  /** The tightest SLO that could be held, ms, of an app whose own cannot be. */
  readonly tightestSloMs: number | null;
  readonly simulated: OutcomeReport | null;
  readonly costPerHour: number | null;
  readonly alonePerHour: number | null;
}

export interface ShadowMoney {
  readonly currency: string;
  /** Of the apps that are planned, at the rates that were seen last. */
  readonly perHour: number;
  /** The same apps, each in a function of its own; null where one has none. */
  readonly alonePerHour: number | null;
  readonly savedPercent: number | null;
  /** For 30 days, after the rebates of a month. */
  readonly perMonth: number;
  readonly alonePerMonth: number | null;
  /** What the requests of the window would have cost in the simulation; null where something was not simulated. */
  readonly simulatedPerHour: number | null;
  /** What is paid now for 30 days, and the percentage of it that would be saved. */
  readonly today: { readonly perMonth: number; readonly savedPercent: number } | null;
}

/** What a system would have done with the traffic of a topic. */
export interface ShadowReport {
  readonly topic: string;
  readonly appField: string;
  readonly window: Omit<Recording, 'fromMs' | 'untilMs'> & {
    readonly from: string;
    readonly until: string;
    readonly seconds: number;
  };
  readonly records: {
    readonly read: number;
    /** Requests of apps with an SLO within the window. */
    readonly requests: number;
    readonly unknown: number;
    readonly malformed: number;
    readonly largestBytes: number;
  };
  readonly malformed: readonly {
    readonly kind: string;
    readonly count: number;
    readonly example: { readonly place: string; readonly reason: string | null; readonly value: string | null };
  }[];
  /** Apps without an SLO, those that sent most first. */
  readonly unknownApps: readonly { readonly name: string; readonly requests: number }[];
  /** Requests of further ones, which are not counted by name. */
  readonly otherUnknown: number;
  /** Apps with an SLO that sent nothing within the window. */
  readonly silentApps: readonly string[];
  readonly apps: readonly ShadowedApp[];
  /** Null where no app is planned. */
  readonly money: ShadowMoney | null;
  readonly models: readonly {
    readonly model: string;
    readonly plan: ReturnType<typeof planJson> | null;
    readonly simulated: {
      readonly seconds: number;
      readonly requests: number;
      readonly coldStarts: number;
      readonly plans: number;
      readonly meanBatchSize: number | null;
    } | null;
  }[];
  readonly notes: readonly string[];
}

const secondsPerHour = 3_600;
const msPerSecond = 1_000;

/** All that a report is made of. */
export interface ShadowFindings {
  readonly topic: string;
  readonly appField: string;
  readonly recording: Recording;
  readonly traffic: SeenTraffic;
  readonly forecasts: readonly ModelForecast[];
  readonly silentApps: readonly string[];
  readonly prices: PriceBook;
  readonly today: Today | undefined;
  readonly notes: readonly string[];
}

export function shadowReportOf(findings: ShadowFindings): ShadowReport {
  const { recording, traffic, forecasts } = findings;
  const { fromMs, untilMs, ...ended } = recording;
  const seconds = (untilMs - fromMs) / msPerSecond;
  const apps = forecasts
    .flatMap((forecast) => forecast.apps.map((app) => shadowedApp(app, forecast, seconds)))
    .sort((one, other) => one.sloMs - other.sloMs || (one.name < other.name ? -1 : 1));
  const unknown = [...traffic.unknown.values()].reduce((sum, requests) => sum + requests, traffic.otherUnknown);
  return {
    topic: findings.topic,
    appField: findings.appField,
    window: { from: new Date(fromMs).toISOString(), until: new Date(untilMs).toISOString(), seconds, ...ended },
    records: {
      read: traffic.records,
      requests: apps.reduce((sum, { requests }) => sum + requests, 0),
      unknown,
      malformed: traffic.malformedRecords,
      largestBytes: traffic.largestBytes,
    },
    malformed: malformedOf(traffic),
    unknownApps: [...traffic.unknown]
      .map(([name, requests]) => ({ name, requests }))
      .sort((one, other) => other.requests - one.requests || (one.name < other.name ? -1 : 1)),
    otherUnknown: traffic.otherUnknown,
    silentApps: findings.silentApps,
    apps,
    money: moneyOf(findings, apps),
    models: forecasts.map(({ model, planned, simulated }) => ({
      model,
      plan: planned === null ? null : planJson(planned),
      simulated:
        simulated === null
          ? null
          : {
              seconds: simulated.seconds,
              requests: simulated.requests,
              coldStarts: simulated.coldStarts,
              plans: simulated.plans,
              meanBatchSize: simulated.meanBatchSize,
            },
    })),
    notes: [...new Set([...findings.notes, ...forecasts.flatMap(({ notes }) => notes)])],
  };
}

const malformedOf = ({ malformed }: SeenTraffic): ShadowReport['malformed'] =>
  [...malformed.values()]
    .sort((one, other) => other.count - one.count)
    .map(({ kind, count, example: { partition, offset, reason, value } }) => ({
      kind,
      count,
      example: { place: `${partition}/${offset}`, reason, value: value === null ? null : value.toString('utf8') },
    }));

function shadowedApp(app: AppForecast, { model, simulated }: ModelForecast, seconds: number): ShadowedApp {
  const { watched, attainment, unattainable, costPerSecond, alone } = app;
  const { name, terms, arrivalsMs, rate } = watched;
  const outcomes = simulated?.outcomes.get(name) ?? null;
  const verdict = verdictOf(app, outcomes);
  return {
    name,
    model,
    sloMs: terms.sloMs,
    requests: arrivalsMs.length,
    rateHz: rate.rateHz,
    standardErrorHz: rate.standardErrorHz,
    meanRateHz: seconds > 0 ? arrivalsMs.length / seconds : rate.rateHz,
    attainment: { promised: attainment, simulated: outcomes?.attainment ?? null },
    verdict,
    reason: unattainable?.message ?? (verdict === 'missed' ? missedReason(outcomes!, simulated!.coldStarts) : null),
    tightestSloMs: unattainable?.tightestSloMs ?? null,
    simulated: outcomes,
    costPerHour: costPerSecond === null ? null : costPerSecond * secondsPerHour,
    alonePerHour: alone.kind === 'planned' ? alone.costPerRequest * rate.rateHz * secondsPerHour : null,
  };
}

function verdictOf({ unattainable, attainment }: AppForecast, outcomes: OutcomeReport | null): SloVerdict {
  if (unattainable !== null) return 'unattainable';
  if (outcomes === null) return 'planned';
  const verdict = attainmentVerdict(outcomes, attainment);
  return verdict === 'kept' ? 'held' : verdict === 'below' ? 'missed' : 'too-few';
}

/** Of what became late, and how often instances had to start: bursts and swings beyond what the plan was made for. */
function missedReason({ ok, withinSlo, expired, errors, rejected }: OutcomeReport, coldStarts: number): string {
  const parts = [
    [ok - withinSlo, 'answered late'],
    [expired, 'expired before they could be run'],
    [rejected, 'turned away for overload'],
    [errors, 'failed'],
  ] as const;
  const late = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `in the simulation ${late.join(', ')}; ${coldStarts} batches met a cold start: traffic swings more than the plan allows for`;
}

function moneyOf(
  { forecasts, prices, today, recording }: ShadowFindings,
  apps: readonly ShadowedApp[],
): ShadowMoney | null {
  const planned = apps.filter(({ costPerHour }) => costPerHour !== null);
  if (planned.length === 0) return null;
  const perHour = planned.reduce((sum, { costPerHour }) => sum + (costPerHour ?? 0), 0);
  const alonePerHour = planned.some((app) => app.alonePerHour === null)
    ? null
    : planned.reduce((sum, app) => sum + (app.alonePerHour ?? 0), 0);
  const perMonth = monthlyBill(prices, perHour / secondsPerHour);
  const simulated = forecasts.filter((forecast) => forecast.planned !== null).map((forecast) => forecast.simulated);
  const isSimulated = recording.untilMs > recording.fromMs && simulated.every((window) => window !== null);
  return {
    currency: prices.currency,
    perHour,
    alonePerHour,
    savedPercent: alonePerHour === null || alonePerHour === 0 ? null : (1 - perHour / alonePerHour) * 100,
    perMonth,
    alonePerMonth: alonePerHour === null ? null : monthlyBill(prices, alonePerHour / secondsPerHour),
    simulatedPerHour: isSimulated
      ? simulated.reduce((sum, window) => sum + window.costPerSecond * secondsPerHour, 0)
      : null,
    today:
      today === undefined ? null : { perMonth: today.perMonth, savedPercent: (1 - perMonth / today.perMonth) * 100 },
  };
}
