import type { FunctionShape } from '@harmonybatch/model';

const mebibytesPerGibibyte = 1024;
const inGibibytes = (mb: number): string => `${Number((mb / mebibytesPerGibibyte).toFixed(2))} GB`;

/** The shape of a function: "2 vCPU, 4096 MB", or "6 GB of GPU". */
export const functionInWords = ({ type, vcpu, memoryMb, gpuMemoryMb = 0 }: FunctionShape): string =>
  type === 'gpu' ? `${inGibibytes(gpuMemoryMb)} of GPU` : `${Number(vcpu.toFixed(2))} vCPU, ${Math.round(memoryMb)} MB`;
