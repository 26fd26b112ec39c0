/** Size of a function. `gpuMemoryMb` is present exactly where `type` is `gpu`. */
export interface FunctionShape {
  readonly type: 'cpu' | 'gpu';
  readonly vcpu: number;
  readonly memoryMb: number;
  readonly gpuMemoryMb?: number;
  /** The platform's name of a card that the function holds whole; absent for a time slice of the profile's own card. */
  readonly gpuType?: string;
}
