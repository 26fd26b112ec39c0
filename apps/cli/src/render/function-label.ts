import type { FunctionShape } from '@harmonybatch/model';
import { decimal, memory } from './figures';

const vcpu = (cores: number): string => `${decimal(cores)} vCPU`;

/** `CPU 1.55 vCPU`, `GPU 2 GB`: what the paper calls the size. */
export const functionLabel = (shape: FunctionShape): string =>
  shape.type === 'gpu' ? `GPU ${memory(shape.gpuMemoryMb ?? 0)}` : `CPU ${vcpu(shape.vcpu)}`;

/** The rest of the size: `0.67 vCPU, 4 GB` of a GPU function, `3 GB` of a CPU function. */
export const functionRest = (shape: FunctionShape): string =>
  shape.type === 'gpu' ? `${vcpu(shape.vcpu)}, ${memory(shape.memoryMb)}` : memory(shape.memoryMb);
