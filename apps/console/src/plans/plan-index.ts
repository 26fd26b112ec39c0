import type { PlanPublished } from '@harmonybatch/contracts';

/** What is kept in memory of every plan that is kept. */
export interface PlanSummary {
  readonly epoch: number;
  /** When it came into force, epoch ms. */
  readonly fromMs: number;
  readonly plannedAtMs: number;
  readonly modelVersion: string;
  readonly reason: PlanPublished['reason'];
  readonly costPerSecond: number;
  readonly currency: string;
  readonly groups: number;
  readonly apps: number;
  /** What it expects for what no invocation carries – instances kept ready, cold starts, minima – a second; null where it does not say. */
  readonly besidePerSecond: number | null;
}

export const summaryOf = (epoch: number, fromMs: number, plan: PlanPublished): PlanSummary => ({
  ...{ epoch, fromMs, plannedAtMs: plan.plannedAtMs, reason: plan.reason, costPerSecond: plan.costPerSecond },
  ...{ currency: plan.currency, modelVersion: plan.modelVersion },
  groups: plan.groups.length,
  apps: new Set(plan.groups.flatMap((group) => group.apps.map(({ name }) => name))).size,
  besidePerSecond: besideOf(plan),
});

function besideOf({ groups }: PlanPublished): number | null {
  let sum = 0;
  for (const { moneyPerSecond } of groups) {
    if (moneyPerSecond === undefined) return null;
    sum += moneyPerSecond.idle + moneyPerSecond.coldStarts + moneyPerSecond.minimum;
  }
  return sum;
}

/** The plans of each model that are kept, in the order in which they came into force. */
export class PlanIndex {
  private readonly byModel = new Map<string, readonly PlanSummary[]>();

  constructor(private readonly maxPlans: number) {}

  /**
   * Takes a plan in. Where another one has its epoch the topic was made anew, and what is not older in it is of the topic before.
   * @returns plans that are kept no longer; null where the plan is there already
   */
  add(model: string, summary: PlanSummary): readonly PlanSummary[] | null {
    const before = this.of(model);
    const same = before.find(({ epoch }) => epoch === summary.epoch);
    if (same?.fromMs === summary.fromMs) return null;
    const stale = same === undefined ? [] : before.filter(({ epoch }) => epoch >= summary.epoch);
    const plans = [...before.filter((plan) => !stale.includes(plan)), summary].sort(
      (one, other) => one.epoch - other.epoch,
    );
    const beyond = plans.splice(0, Math.max(0, plans.length - this.maxPlans));
    this.byModel.set(model, plans);
    return [...stale, ...beyond];
  }

  models(): string[] {
    return [...this.byModel.keys()];
  }

  /** Oldest first. */
  of(model: string): readonly PlanSummary[] {
    return this.byModel.get(model) ?? [];
  }

  /** The plan that was in force at a time, epoch ms. */
  at(model: string, atMs: number): PlanSummary | undefined {
    return this.of(model).findLast(({ fromMs }) => fromMs <= atMs);
  }

  /** The plans beside one: undefined where it is the first, or the last. */
  beside(
    model: string,
    epoch: number,
  ): { readonly before?: PlanSummary | undefined; readonly after?: PlanSummary | undefined } {
    const plans = this.of(model);
    const index = plans.findIndex((plan) => plan.epoch === epoch);
    return { before: plans[index - 1], after: plans[index + 1] };
  }

  /** What plans expected within a span for what no invocation carries; null where no plan of it says that. */
  besideWithin(models: readonly string[], fromMs: number, toMs: number): number | null {
    let sum: number | null = null;
    for (const plans of models.map((model) => this.of(model)))
      plans.forEach(({ besidePerSecond, fromMs: beganMs }, index) => {
        const lengthMs = Math.min(toMs, plans[index + 1]?.fromMs ?? Infinity) - Math.max(fromMs, beganMs);
        if (besidePerSecond !== null && lengthMs > 0) sum = (sum ?? 0) + (besidePerSecond * lengthMs) / 1000;
      });
    return sum;
  }
}
