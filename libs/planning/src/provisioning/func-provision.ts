import { provisionCpu } from './cpu-provision';
import { provisionGpu } from './gpu-provision';
import { inOrderOfSlo, type Member, type PlanningContext, type Provision } from './provision';

/** `funcProvision`: the cheapest function and batch size of one group; null where no function keeps every SLO. */
export function funcProvision(context: PlanningContext, members: readonly Member[]): Provision | null {
  const ordered = inOrderOfSlo(members);
  const cpu = provisionCpu(context, ordered);
  const gpu = provisionGpu(context, ordered);
  if (cpu === null || gpu === null) return cpu ?? gpu;
  return gpu.costPerRequest < cpu.costPerRequest ? gpu : cpu;
}
