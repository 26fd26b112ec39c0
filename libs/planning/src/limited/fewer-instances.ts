import { BusyInstances } from '../holding/busy-instances';
import type { PricedGroup } from '../plan';
import { functionKey } from '../pooled/function-key';
import { functionKinds, instancesByFunction, type FunctionKind, type InstanceRoom } from './instance-room';

const msPerSecond = 1000;

/**
 * Groups with as many instances as there is room for: what is more than is held already is cut by the same part for every
 * function of the kind. Groups that fit are left as they are.
 */
export function fewerInstances(groups: readonly PricedGroup[], room: InstanceRoom): PricedGroup[] {
  const allowed = new Map(functionKinds.flatMap((kind) => [...allowedOf(groups, room, kind)]));
  return groups.map((group) => {
    const key = functionKey(group.function);
    const warmInstances = allowed.get(key) ?? group.warmInstances;
    if (warmInstances >= group.warmInstances) return group;
    const sharers = groups.filter((other) => functionKey(other.function) === key);
    return { ...group, warmInstances, coldShare: coldShareWith(warmInstances, sharers) };
  });
}

function allowedOf(
  groups: readonly PricedGroup[],
  { limits, held }: InstanceRoom,
  kind: FunctionKind,
): Map<string, number> {
  const there = instancesByFunction(held, kind);
  const wanted = [...instancesByFunction(groups, kind)];
  const more = (key: string, count: number): number => Math.max(0, count - (there.get(key) ?? 0));
  const needed = wanted.reduce((sum, [key, count]) => sum + more(key, count), 0);
  const free = Math.max(0, (limits[kind] ?? Infinity) - [...there.values()].reduce((sum, count) => sum + count, 0));
  const part = needed === 0 ? 1 : Math.min(1, free / needed);
  return new Map(wanted.map(([key, count]) => [key, count - more(key, count) + Math.floor(part * more(key, count))]));
}

/** Part of the batches that find all instances busy, `P(busy ≥ instances)`, with the latency of full batches. */
function coldShareWith(instances: number, sharers: readonly PricedGroup[]): number {
  const meanBusy = sharers.reduce((sum, { apps, meanBatchSize, latencyMs }) => {
    const rateHz = apps.reduce((total, app) => total + app.rateHz, 0);
    return sum + (rateHz / meanBatchSize) * (latencyMs.avg / msPerSecond);
  }, 0);
  const busy = new BusyInstances(meanBusy);
  let fewer = 0;
  for (; busy.count < instances; busy.next()) fewer = busy.upTo;
  return 1 - fewer;
}
