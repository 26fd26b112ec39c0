import type { BatchExecuted, ModelProfiled, PublishedGroup } from '@harmonybatch/contracts';
import { expectedBilledSeconds, isPriced, latencyOf, pricePerSecond, type PriceBook } from '@harmonybatch/model';
import { BoundedMap, type StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import { MoneyTally } from './money-tally';

const maxModels = 1_000;

export interface PromiseView {
  readonly models: ModelRegistry;
  readonly board: Pick<PlanBoard, 'planOf'>;
  /** Whether this replica is the one to count: they all see the same. */
  readonly counts: () => boolean;
}

/**
 * Counts what invocations cost beside what plans expect of the same invocations, and how many are to meet a cold start, beside
 * which dispatchers count those that did: each two grow alike as long as plans are right. Where money is off by more than a tenth and more than chance it is said, once until it is not.
 */
export class PromiseWatch {
  private readonly money = new BoundedMap<string, MoneyTally>(maxModels);
  /** Models whose money is off, so that it is said once. */
  private readonly off = new Set<string>();

  constructor(
    private readonly events: StageEvents,
    private readonly view: PromiseView,
    private readonly prices: PriceBook,
  ) {}

  onExecuted(report: BatchExecuted): void {
    const { model, functionName, status } = report;
    if (!this.view.counts()) return;
    const group = this.view.board.planOf(model)?.plan.groups.find((one) => one.functionName === functionName);
    const registered = this.view.models.get(model);
    if (group === undefined || registered === undefined) return;
    if (status === 'ok') this.countExpectedColdStarts(report, group);
    this.countMoney(report, registered);
  }

  private countExpectedColdStarts(report: BatchExecuted, { coldShare }: PublishedGroup): void {
    const { model, functionName, platformDurationMs } = report;
    if (platformDurationMs === undefined || coldShare === undefined) return;
    this.events.count(plannerMetrics.coldStartsExpected, { model, function: functionName }, coldShare);
  }

  /** No plan expects an invocation to fail: what that cost is billed, and nothing was expected for it. */
  private countMoney({ model, function: shape, size, status, cost }: BatchExecuted, { profile }: ModelProfiled): void {
    const { prices, events } = this;
    if (cost === undefined || cost.currency !== prices.currency || !isPriced(prices, shape)) return;
    const seconds = expectedSeconds(profile, shape, size, prices);
    if (seconds === null) return;
    const ofMoney = { model, currency: cost.currency };
    const expected = status === 'ok' ? seconds * pricePerSecond(prices, shape) + prices.perInvocation : 0;
    events.count(plannerMetrics.moneyBilled, ofMoney, cost.amount);
    events.count(plannerMetrics.moneyExpected, ofMoney, expected);
    if (status === 'ok') this.judge(model, cost.amount, expected);
  }

  private judge(model: string, spent: number, expected: number): void {
    const tally = this.money.get(model) ?? new MoneyTally();
    this.money.set(model, tally);
    tally.add(spent, expected);
    if (!tally.isOff) this.off.delete(model);
    if (!tally.isOffForCertain || this.off.has(model)) return;
    this.off.add(model);
    this.events.count(plannerMetrics.moneyOff, { model });
    this.events.warn('invocations cost other than the profile as it was measured says, by more than chance', {
      model,
      ratio: tally.ratio,
    });
  }
}

/** What is billed for a batch on average by the profile as it was measured; null where it says nothing of it. */
function expectedSeconds(
  profile: ModelProfiled['profile'],
  shape: BatchExecuted['function'],
  size: number,
  { billingStepSeconds }: PriceBook,
): number | null {
  try {
    return expectedBilledSeconds(latencyOf(profile, shape, size), billingStepSeconds[shape.type]);
  } catch {
    return null;
  }
}
