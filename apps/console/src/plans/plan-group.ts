import type { Binding, PlanGroup } from '@harmonybatch/console-api';
import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { functionInWords } from './function-in-words';

const secondsPerHour = 3_600;

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
  return {
    ...{ id, functionName, kind: shape.type, batchSize, meanBatchSize, latencyMs, warmInstances, costPerRequest },
    binding,
    function: functionInWords(shape),
    costPerHour: costPerRequest * rateHz * secondsPerHour,
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
