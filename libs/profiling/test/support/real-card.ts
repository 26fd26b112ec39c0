import { GpuProfiling, gpuProfileOf, type GpuPoint } from '@harmonybatch/profiling';
import type { FunctionShape, GpuProfile, RandomDraws } from '@harmonybatch/model';
import card from '../fixtures/real-card.json';

export type Network = keyof typeof card.networks;
export const networks = Object.keys(card.networks) as Network[];

/** The card in quarters: alone a process has all of it, beside one or three others that always want it a share. */
export const quarters = 4;
const beside = { 4: 'alone', 2: 'besideOne', 1: 'besideThree' } as const;
export const vcpu = 8;

/** Every recorded run of a point, seconds; none where it was not recorded. */
export function recorded(network: Network, { gpuMemoryGb, batchSize }: Omit<GpuPoint, 'vcpu'>): number[] {
  const runs: Readonly<Record<string, number[]>> = card.networks[network][beside[gpuMemoryGb as 1 | 2 | 4]];
  return (runs[batchSize] ?? []).map((microseconds) => microseconds / 1e6);
}

export const recordedSizes = (network: Network, gpuMemoryGb: number): number[] =>
  Object.keys(card.networks[network][beside[gpuMemoryGb as 1 | 2 | 4]]).map(Number);

const runsPerPoint = 100;

/** So many of the runs of a point, drawn by chance. */
function drawn(runs: readonly number[], random: RandomDraws): number[] {
  const left = [...runs];
  while (left.length > runsPerPoint) left.splice(Math.floor(random.between(0, left.length)), 1);
  return left;
}

/** Profiles a recorded network as `harmonybatch profile` would, on as many shares of the card. */
export function profiledCard(network: Network, shares: readonly number[], random: RandomDraws) {
  const sizes = shares.map((gpuMemoryGb) => ({ gpuMemoryGb, vcpu }));
  const profiling = new GpuProfiling({ cardMemoryGb: quarters, sizes, maxBatchSize: 64 });
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints())
    profiling.add(points.map((point) => ({ ...point, seconds: drawn(recorded(network, point), random) })));
  const terms = { card: 'H100', cardMemoryGb: quarters, memoryMb: 1024, usualSliceSeconds: 0.002 };
  return { profiling, profile: gpuProfileOf(profiling.samples, terms)! };
}

/** The function that holds so much of the card; alone on it, one that no slice is taken from. */
export const shapeOn = (gpuMemoryGb: number): FunctionShape => ({
  type: 'gpu',
  vcpu,
  memoryMb: 1024,
  gpuMemoryMb: gpuMemoryGb * 1024,
  ...(gpuMemoryGb === quarters ? { gpuType: 'whole' } : {}),
});

/** Without its table, as the published form has it. */
export const byLine = ({ measured: _, ...line }: GpuProfile): GpuProfile => line;
