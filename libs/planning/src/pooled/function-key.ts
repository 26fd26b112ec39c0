import type { FunctionShape } from '@harmonybatch/model';

/** Equal for shapes that are one function of a model: groups of equal shape share it. */
export const functionKey = ({ type, vcpu, memoryMb, gpuMemoryMb = 0, gpuType = '' }: FunctionShape): string =>
  `${type}/${vcpu}/${memoryMb}/${gpuMemoryMb}/${gpuType}`;
