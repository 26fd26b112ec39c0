/** Size of a function. `gpuMemoryMb` is present exactly where `type` is `gpu`. */
export interface FunctionShape {
  readonly type: 'cpu' | 'gpu';
  readonly vcpu: number;
  readonly memoryMb: number;
  readonly gpuMemoryMb?: number;
}
