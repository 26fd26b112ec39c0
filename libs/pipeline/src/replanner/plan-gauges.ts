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
}

/** Tells of the plan in force of every model: which it is, what it costs, what it wants, and the rates that came since. */
export function watchPlans(events: StageEvents, { board, apps, rates }: PlanGaugesView): void {
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
}
