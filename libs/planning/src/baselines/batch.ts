import { cpuLatency, cpuShape, invocationCost, vcpuAt, vcpuSizes, type FunctionShape } from '@harmonybatch/model';
import type { Group } from '../grouping/group';
import { batchFills } from '../provisioning/batch-filling';
import { cpuBatchLimit } from '../provisioning/batch-limits';
import { inOrderOfSlo, type Member, type PlanningContext, type Provision } from '../provisioning/provision';

/**
 * BATCH (Ali et al., SC 2020) as the paper compares with it: every app alone, CPU functions only, exhaustive search, and
 * latency taken as deterministic. It therefore waits until the average latency just fits, and breaks SLOs.
 */
export const batch = (context: PlanningContext, members: readonly Member[]): Group[] =>
  inOrderOfSlo(members).map((member) => {
    const provision = cheapest(context, member);
    if (provision === null) throw new Error(`no CPU function can serve ${member.name}`);
    return { members: [member], rateHz: member.rateHz, provision };
  });

/** The tightest SLO that BATCH believes it can meet, seconds; null where the model has no CPU function. */
export function batchTightestSloSeconds(context: PlanningContext): number | null {
  const averages = cpuFunctions(context, 1).map(({ avgSeconds }) => avgSeconds);
  return averages.length === 0 ? null : Math.min(...averages);
}

function cheapest(context: PlanningContext, member: Member): Provision | null {
  let best: Provision | null = null;
  for (let batchSize = 1; batchSize <= cpuBatchLimit(context); batchSize += 1) {
    for (const { shape, avgSeconds } of cpuFunctions(context, batchSize)) {
      const latency = { avgSeconds, maxSeconds: avgSeconds };
      const costPerRequest = invocationCost(context.prices, shape, avgSeconds) / batchSize;
      if (best !== null && costPerRequest >= best.costPerRequest) continue;
      if (batchFills([member], batchSize, latency)) best = { shape, batchSize, ...latency, costPerRequest };
    }
  }
  return best;
}

function cpuFunctions(
  { catalogue, profile }: PlanningContext,
  batchSize: number,
): { readonly shape: FunctionShape; readonly avgSeconds: number }[] {
  const { cpu } = profile;
  if (cpu === undefined) return [];
  return Array.from({ length: vcpuSizes(catalogue) }, (_, size) => vcpuAt(catalogue, size)).flatMap((vcpu) => {
    const shape = cpuShape(catalogue, cpu, vcpu, batchSize);
    return shape === null ? [] : [{ shape, avgSeconds: cpuLatency(cpu, vcpu, batchSize).avgSeconds }];
  });
}
