import type { Overview, Problem, Sum, Window } from '@harmonybatch/console-api';
import type { AppRegistry, ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import type { Clock } from '@harmonybatch/ports';
import { sorted, type AppRows } from '../apps/app-rows';
import type { History } from '../history/history';
import type { AloneCosts } from '../plans/alone-costs';
import type { PlanIndex } from '../plans/plan-index';
import type { PlanningReports } from '../plans/planning-reports';
import { sumOrNull } from '../plans/sum-or-null';
import type { WaitingPlans } from '../plans/waiting-plans';
import type { Reading } from '../reading/reading';
import { promiseStates } from '../traffic/promise-state';
import type { Traffic } from '../traffic/traffic';
import { problemOf } from './problem';
import { secondsPerHour } from '../money/seconds-per-hour';

const shownWorst = 20;
/** The window by which it is judged what is wrong. */
const problemWindow: Window = '5m';

/** What an overview is made of. */
export interface OverviewParts {
  readonly rows: AppRows;
  readonly traffic: Traffic;
  readonly apps: Pick<AppRegistry, 'ofModel' | 'values'>;
  readonly models: Pick<ModelRegistry, 'names'>;
  readonly board: Pick<PlanBoard, 'planOf' | 'models'>;
  readonly index: PlanIndex;
  readonly waiting: Pick<WaitingPlans, 'undecided'>;
  readonly reports: PlanningReports;
  readonly reading: Pick<Reading, 'notReadyReasons'>;
  readonly history: Pick<History, 'trouble'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly alone: Pick<AloneCosts, 'ofPlan'>;
  /** Dead letters since the console began to read. */
  readonly deadLetters: () => number;
}

/** Whether every promise is kept, and what is wrong now. */
export class OverviewView {
  constructor(private readonly parts: OverviewParts) {}

  of(window: Window): Overview {
    const { rows, traffic, clock, deadLetters } = this.parts;
    const { all, seconds } = traffic.of(window);
    const apps = rows.all(window);
    const { counts, accepted } = all;
    const { aloneHour, savedShare } = this.savings();
    return {
      ...{ atMs: clock.nowMs(), window, problem: this.problem(), counts, aloneHour, savedShare },
      apps: Object.fromEntries(promiseStates.map((state) => [state, apps.filter((row) => row.state === state).length])),
      delivered: accepted === 0 ? null : counts.inSlo / accepted,
      rateHz: counts.requests / seconds,
      perHour: this.perHour(window),
      deadLetters: deadLetters(),
      models: this.modelNames().map((model) => this.modelOf(model)),
      worst: sorted(apps, 'worst').slice(0, shownWorst),
      traffic: traffic.lastSeconds(),
    };
  }

  /** The worst that is wrong now, in a sentence. */
  problem(): Problem {
    const { rows, reading, history, reports, deadLetters } = this.parts;
    return problemOf({
      readingFaults: reading.notReadyReasons(),
      historyFault: history.trouble,
      apps: rows.all(problemWindow),
      planning: this.modelNames().flatMap((model) => {
        const trouble = reports.troubleOf(model);
        return trouble === null ? [] : [{ model, trouble }];
      }),
      deadLetters: deadLetters(),
    });
  }

  private perHour(window: Window): Sum {
    const { rows, traffic, board } = this.parts;
    const { all, seconds } = traffic.of(window);
    const currencies = new Set(board.models().flatMap((model) => board.planOf(model)?.plan.currency ?? []));
    const [currency = null] = currencies;
    const sum = rows.perHour(all, seconds, currency);
    if (currencies.size < 2) return sum;
    return {
      ...sum,
      amount: null,
      coverage: 'unknown',
      missing: [`plans are in ${[...currencies].join(', ')}, which are not added`],
    };
  }

  /** What plans in force are expected to save at the rates that they are made for; nulls where their currencies differ. */
  private savings(): Pick<Overview, 'aloneHour' | 'savedShare'> {
    const { board, alone } = this.parts;
    const plans = board.models().map((model) => board.planOf(model)!.plan);
    const isOneCurrency = new Set(plans.map(({ currency }) => currency)).size < 2;
    const aloneHour = isOneCurrency ? sumOrNull(plans.flatMap((plan) => [...alone.ofPlan(plan).values()])) : null;
    if (aloneHour === null || aloneHour === 0) return { aloneHour, savedShare: null };
    const sharedHour = plans.reduce((sum, { costPerSecond }) => sum + costPerSecond * secondsPerHour, 0);
    return { aloneHour, savedShare: 1 - sharedHour / aloneHour };
  }

  private modelNames(): string[] {
    const { models, board } = this.parts;
    return [...new Set([...models.names(), ...board.models()])].sort();
  }

  private modelOf(model: string): Overview['models'][number] {
    const { board, apps, waiting, reports } = this.parts;
    const inForce = board.planOf(model);
    return {
      model,
      epoch: inForce?.epoch ?? null,
      plannedAtMs: inForce?.plan.plannedAtMs ?? null,
      groups: inForce?.plan.groups.length ?? 0,
      apps: apps.ofModel(model).length,
      proposals: waiting.undecided(model),
      trouble: reports.troubleOf(model),
    };
  }
}
