import type { AppRow, AppSort, Sum, Window } from '@harmonybatch/console-api';
import type { AppRegistered } from '@harmonybatch/contracts';
import { defaultAttainment } from '@harmonybatch/model';
import type { AppRegistry, PlanBoard } from '@harmonybatch/pipeline';
import type { AloneCosts } from '../plans/alone-costs';
import { lookupOf, type AppPlace } from '../plans/plan-lookup';
import { AppFigures } from '../traffic/app-figures';
import { promiseState, promiseStates } from '../traffic/promise-state';
import type { Traffic, WindowFigures } from '../traffic/traffic';
import { secondsPerHour } from '../money/seconds-per-hour';

const nothing = new AppFigures();
const nowhere: readonly AppPlace[] = [];

/** What every registered app was promised, and what it got. */
export class AppRows {
  /** By the figures that they are made of. */
  private made = new WeakMap<WindowFigures, readonly AppRow[]>();

  constructor(
    private readonly registry: Pick<AppRegistry, 'get' | 'values' | 'onChange'>,
    private readonly board: Pick<PlanBoard, 'planOf' | 'onChange'>,
    private readonly traffic: Pick<Traffic, 'of'>,
    private readonly alone: Pick<AloneCosts, 'perHour'>,
  ) {
    const makeAnew = (): void => void (this.made = new WeakMap());
    registry.onChange(makeAnew);
    board.onChange(makeAnew);
  }

  /** Made once for the figures of a window: everybody who asks meanwhile gets the same. */
  all(window: Window): readonly AppRow[] {
    const figures = this.traffic.of(window);
    let rows = this.made.get(figures);
    if (rows === undefined) {
      rows = this.registry.values().map((app) => this.rowOf(app, figures));
      this.made.set(figures, rows);
    }
    return rows;
  }

  /** The row of an app; undefined where none is registered by that name. */
  of(name: string, window: Window): AppRow | undefined {
    const app = this.registry.get(name);
    return app === undefined ? undefined : this.rowOf(app, this.traffic.of(window));
  }

  /** What an hour costs at the rate of a window. */
  perHour({ spent, unpriced, accepted }: AppFigures, seconds: number, currency: string | null): Sum {
    if (accepted === 0) return { amount: 0, currency, coverage: 'complete', missing: [] };
    const missing = unpriced === 0 ? [] : [`${unpriced} requests of the window have no price`];
    if (spent === 0 && unpriced > 0) return { amount: null, currency, coverage: 'unknown', missing };
    const amount = (spent / seconds) * secondsPerHour;
    return { amount, currency, coverage: missing.length === 0 ? 'complete' : 'partial', missing };
  }

  private rowOf(app: AppRegistered, { apps, seconds }: WindowFigures): AppRow {
    const { name, model, sloMs } = app;
    const figures = apps.get(name) ?? nothing;
    const { counts, accepted } = figures;
    const plan = this.board.planOf(model)?.plan;
    const places = (plan === undefined ? undefined : lookupOf(plan).places.get(name)) ?? nowhere;
    const promised = places[0]?.app.attainment ?? app.attainment ?? defaultAttainment;
    const rateHz = counts.requests / seconds;
    return {
      ...{ app: name, model, sloMs, promised, counts, rateHz },
      state: promiseState({ accepted, inSlo: counts.inSlo }, promised, places.length > 0),
      delivered: accepted === 0 ? null : counts.inSlo / accepted,
      latencyMs: figures.latencyMs,
      groupIds: places.map(({ group }) => group.id),
      perHour: this.perHour(figures, seconds, plan?.currency ?? null),
      aloneHour: this.alone.perHour(app, rateHz),
    };
  }
}

const byName = (one: AppRow, other: AppRow): number => (one.app < other.app ? -1 : 1);

/** How many requests in SLO are missing to the promise; negative where there are more. */
const missingOf = ({ promised, counts }: AppRow): number =>
  promised * (counts.requests - counts.rejected) - counts.inSlo;

const orders: Readonly<Record<AppSort, (one: AppRow, other: AppRow) => number>> = {
  worst: (one, other) =>
    promiseStates.indexOf(one.state) - promiseStates.indexOf(other.state) || missingOf(other) - missingOf(one),
  name: byName,
  rate: (one, other) => other.rateHz - one.rateHz,
  cost: (one, other) => (other.perHour.amount ?? 0) - (one.perHour.amount ?? 0),
  delivered: (one, other) => (one.delivered ?? 2) - (other.delivered ?? 2),
  slo: (one, other) => one.sloMs - other.sloMs,
};

/** Rows in an order, equal ones by name. */
export const sorted = (rows: readonly AppRow[], sort: AppSort): AppRow[] =>
  [...rows].sort((one, other) => orders[sort](one, other) || byName(one, other));
