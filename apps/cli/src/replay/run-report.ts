import { percentile, type AppTally, type RequestLedger } from '@harmonybatch/traffic';
import type { RegistryViews } from '../registry/registry-views';
import { costAlone, type Alone } from './alone';
import type { Bill } from './bill';
import type { ExecutionTally } from './execution-tally';
import { moneyReport, share } from './money';
import type { PlanHistory } from './plan-history';
import type { AppReport, LatencySummary, OutcomeCounts, ReplayReport } from './report';

/** All that a finished run left behind. */
export interface RunRecord {
  readonly run: string;
  readonly seed: number;
  readonly speed: number;
  readonly apps: readonly string[];
  readonly startedAtMs: number;
  /** Monotonic clock. */
  readonly firstSendMs: number;
  readonly lastSendMs: number;
  readonly interrupted: boolean;
  readonly unreadable: number;
  readonly ledger: RequestLedger;
  readonly tally: ExecutionTally;
  readonly sendDelayMs: ReplayReport['sendDelayMs'];
  readonly history: PlanHistory;
  readonly views: RegistryViews;
  readonly billed: Bill | undefined;
}

const sumOf = (tallies: readonly AppTally[], pick: (tally: AppTally) => number): number =>
  tallies.reduce((sum, tally) => sum + pick(tally), 0);

const published = (tally: AppTally): number => tally.requests - tally.unpublished;

/** What an attainment is measured over: everything sent, but after an interruption not what still was in flight. */
const judged = (tally: AppTally, interrupted: boolean): number =>
  published(tally) - (interrupted ? tally.unanswered : 0);

function appReport(record: RunRecord, name: string, tally: AppTally, seconds: number): AppReport {
  const app = record.views.apps.get(name);
  const model = app?.model ?? '';
  const sloMs = app?.sloMs ?? 0;
  const rateHz = seconds > 0 ? published(tally) / seconds : 0;
  const alone: Alone = costAlone(
    { name, sloMs, rateHz },
    record.views.plans.planOf(model)?.plan,
    record.views.models.get(model),
  );
  return {
    name,
    model,
    sloMs,
    requests: published(tally),
    rateHz,
    outcomes: tally.byStatus,
    lost: record.interrupted ? 0 : tally.unanswered,
    attainment: share(tally.withinSlo, judged(tally, record.interrupted)),
    latencyMs: latencySummary(tally.latenciesMs),
    alone,
  };
}

const outcomesOf = (tallies: readonly AppTally[]): OutcomeCounts => ({
  ok: sumOf(tallies, ({ byStatus }) => byStatus.ok),
  error: sumOf(tallies, ({ byStatus }) => byStatus.error),
  expired: sumOf(tallies, ({ byStatus }) => byStatus.expired),
  rejected: sumOf(tallies, ({ byStatus }) => byStatus.rejected),
});

/** @param latenciesMs in any order */
export function latencySummary(latenciesMs: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(latenciesMs).sort();
  const at = (part: number): number | null => percentile(sorted, part);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** The counts that concern the run as a whole. */
function totals(record: RunRecord, tallies: readonly AppTally[], seconds: number) {
  const requests = sumOf(tallies, published);
  const unanswered = sumOf(tallies, (tally) => tally.unanswered);
  return {
    requests,
    rateHz: seconds > 0 ? requests / seconds : 0,
    answered: record.ledger.answered,
    lost: record.interrupted ? 0 : unanswered,
    inFlight: record.interrupted ? unanswered : 0,
    unpublished: record.ledger.unpublished,
    duplicates: record.ledger.duplicates,
    unreadable: record.unreadable,
    outcomes: outcomesOf(tallies),
    attainment: share(
      record.ledger.withinSlo,
      sumOf(tallies, (tally) => judged(tally, record.interrupted)),
    ),
    latencyMs: latencySummary(tallies.flatMap(({ latenciesMs }) => latenciesMs)),
  };
}

export function reportOf(record: RunRecord): ReplayReport {
  const seconds = (record.lastSendMs - record.firstSendMs) / 1000;
  const tallies = record.ledger.tallies(record.apps.length);
  const apps = record.apps.map((name, app) => appReport(record, name, tallies[app]!, seconds));
  const models = new Set(apps.map(({ model }) => model));
  const plans = [...models].flatMap((model) => record.views.plans.planOf(model) ?? []);
  return {
    run: record.run,
    seed: record.seed,
    speed: record.speed,
    startedAt: new Date(record.startedAtMs).toISOString(),
    sendingSeconds: seconds,
    interrupted: record.interrupted,
    ...totals(record, tallies, seconds),
    errorCodes: Object.fromEntries(record.tally.errorCodes),
    sendDelayMs: record.sendDelayMs,
    meanBatchSize: record.tally.meanBatchSize,
    apps,
    money: moneyReport(record.tally, record.history, apps, record.billed, plans[0]?.plan.currency),
    replans: record.history.replans(models, record.firstSendMs),
    plans: plans.map(({ plan, epoch }) => ({ ...plan, epoch })),
  };
}
