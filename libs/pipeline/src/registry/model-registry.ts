import { ModelProfiled } from '@harmonybatch/contracts';
import { StateView } from './state-view';

const maxModels = 1_000;
const maxBytes = 1024 * 1024;
const shareSlack = 1e-9;

/** The registered models, as read from `model.profiled`. */
export class ModelRegistry extends StateView<typeof ModelProfiled> {
  constructor() {
    super(ModelProfiled, (model) => model.name, profileFault, maxModels, maxBytes);
  }
}

/** What a schema cannot say of a profile. */
function profileFault({ profile: { cpu, gpu } }: ModelProfiled): string | null {
  if (cpu !== undefined && cpu.avg.length !== cpu.max.length) {
    return `/profile/cpu: avg has ${cpu.avg.length} batch sizes and max ${cpu.max.length}; they have to be as many`;
  }
  if (gpu !== undefined && Math.abs(gpu.gpuShare + gpu.cpuShare - 1) > shareSlack) {
    return `/profile/gpu: gpuShare and cpuShare add up to ${gpu.gpuShare + gpu.cpuShare}; they have to add up to 1`;
  }
  return null;
}
