import type { Binding, PlanGroup } from '@harmonybatch/console-api';
import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { secondsPerHour } from '../money/seconds-per-hour';
import { functionInWords } from './function-in-words';

/** A group of a plan as it is shown. @param aloneHours what each app would cost alone, by its name */
export function planGroupOf(
  { overheadMs: ofPlan }: Pick<PlanPublished, 'overheadMs'>,
  group: PublishedGroup,
  binding: Binding,
  aloneHours: ReadonlyMap<string, number | null>,
): PlanGroup {
  const { id, functionName, function: shape, batchSize, meanBatchSize, latencyMs, warmInstances } = group;
  const { costPerRequest, moneyPerSecond, apps } = group;
  const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  const costPerSecond = costPerSecondOf(group, rateHz);
  return {
    ...{ id, functionName, kind: shape.type, batchSize, meanBatchSize, latencyMs, warmInstances },
    costPerRequest: rateHz === 0 ? costPerRequest : costPerSecond / rateHz,
    binding,
    function: functionInWords(shape),
    costPerHour: costPerSecond * secondsPerHour,
    moneyPerHour:
      moneyPerSecond === undefined
        ? null
        : Object.fromEntries(Object.entries(moneyPerSecond).map(([what, amount]) => [what, amount * secondsPerHour])),
    apps: apps.map(({ name, sloMs, rateHz: ofApp, timeoutMs, overheadMs = ofPlan, share = 1 }) => ({
      ...{ name, sloMs, rateHz: ofApp, timeoutMs, overheadMs, share },
      aloneHour: aloneHours.get(name) ?? null,
    })),
  };
}

/**
 * By what it is for, where the plan says that: groups of one function share its instances, so that these parts add up to what the
 * plan costs, which groups priced each by itself do not.
 */
const costPerSecondOf = ({ moneyPerSecond, costPerRequest }: PublishedGroup, rateHz: number): number =>
  moneyPerSecond === undefined
    ? costPerRequest * rateHz
    : Object.values(moneyPerSecond).reduce((sum, amount) => sum + amount, 0);
