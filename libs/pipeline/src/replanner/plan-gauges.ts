import type { StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import type { AppRegistry } from '../registry/app-registry';
import type { PlanBoard } from '../registry/plan-board';
import type { KnownRates } from './known-rates';

const msPerSecond = 1_000;

export interface PlanGaugesView {
  readonly board: Pick<PlanBoard, 'models' | 'planOf'>;
  readonly apps: Pick<AppRegistry, 'ofModel'>;
  readonly rates: Pick<KnownRates, 'estimatedAtMs'>;
  /** When this replica, as the leader, last had the right plan of a model, epoch ms; undefined where it never had. */
  readonly consideredAtMs: (model: string) => number | undefined;
}

/** Tells of the plan in force of every model: which it is, what it costs, what it wants, and the rates that came since. */
export function watchPlans(events: StageEvents, { board, apps, rates, consideredAtMs }: PlanGaugesView): void {
  const inForce = () => board.models().map((model) => ({ model, ...board.planOf(model)! }));
  events.watch(plannerMetrics.epoch, () => inForce().map(({ model, epoch }) => ({ labels: { model }, value: epoch })));
  events.watch(plannerMetrics.publishedAt, () =>
    inForce().map(({ model, plan }) => ({ labels: { model }, value: plan.plannedAtMs / msPerSecond })),
  );
  events.watch(plannerMetrics.costPerSecond, () =>
    inForce().map(({ model, plan: { currency, costPerSecond } }) => ({
      labels: { model, currency },
      value: costPerSecond,
    })),
  );
  events.watch(plannerMetrics.sessions, () =>
    inForce().flatMap(({ model, plan }) =>
      [...new Map(plan.groups.map(({ functionName, warmInstances }) => [functionName, warmInstances]))].map(
        ([functionName, value]) => ({ labels: { model, function: functionName }, value }),
      ),
    ),
  );
  events.watch(plannerMetrics.ratesAt, () =>
    inForce().flatMap(({ model }) => {
      const newestMs = Math.max(...apps.ofModel(model).map(({ name }) => rates.estimatedAtMs(name) ?? -Infinity));
      return newestMs === -Infinity ? [] : [{ labels: { model }, value: newestMs / msPerSecond }];
    }),
  );
  events.watch(plannerMetrics.consideredAt, () =>
    inForce().flatMap(({ model }) => {
      const atMs = consideredAtMs(model);
      return atMs === undefined ? [] : [{ labels: { model }, value: atMs / msPerSecond }];
    }),
  );
  events.watch(plannerMetrics.slo, () =>
    inForce().flatMap(({ model }) =>
      apps.ofModel(model).map(({ name, sloMs }) => ({ labels: { model, app: name }, value: sloMs / msPerSecond })),
    ),
  );
}
