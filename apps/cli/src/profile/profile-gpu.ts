import type { GpuProfile } from '@harmonybatch/model';
import {
  defaultGpuTargets,
  gpuProfileOf,
  GpuProfiling,
  type GpuPoint,
  type GpuSamples,
  type Verdict,
} from '@harmonybatch/profiling';
import { BatchRefusedError } from './point-runner';
import type { MeasuredPoint, PointToMeasure } from './measured-point';
import type { GpuPlan } from './profiling-design';

/** τ of cards whose slices nobody can have. */
const usualSliceSeconds = 0.002;

/** What was found out about a model on a GPU. */
export interface GpuOutcome {
  readonly samples: readonly GpuSamples[];
  readonly verdict: Verdict;
  readonly profile: GpuProfile | null;
}

/** Measures what a profile of a card needs, and fits it. Shares of it that a batch does not fit into are left out. */
export async function profileGpu(
  { design, card, shapeOf }: GpuPlan,
  memoryMb: number,
  measure: (points: readonly PointToMeasure[]) => Promise<MeasuredPoint[]>,
): Promise<GpuOutcome> {
  const profiling = new GpuProfiling(design);
  const take = async (point: GpuPoint): Promise<void> => {
    try {
      const [measured] = await measure([{ shape: shapeOf(point), batchSize: point.batchSize }]);
      profiling.add([{ ...point, seconds: measured!.seconds }]);
    } catch (error) {
      if (!(error instanceof BatchRefusedError) || point.gpuMemoryGb === design.cardMemoryGb) throw error;
      profiling.skip(point);
    }
  };
  for (let [point] = profiling.nextPoints(); point !== undefined; [point] = profiling.nextPoints()) await take(point);
  const terms = { card, cardMemoryGb: design.cardMemoryGb, memoryMb, usualSliceSeconds };
  const profile = gpuProfileOf(profiling.samples, terms);
  return { samples: profiling.samples, verdict: verdictOf(profiling, profile), profile };
}

function verdictOf(profiling: GpuProfiling, profile: GpuProfile | null): Verdict {
  if (profile === null) {
    return { isGood: false, advice: ['Nothing was measured on the whole card.'] };
  }
  if (profiling.isGood) return { isGood: true, advice: [] };
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const worst = percent(profile.fit?.avg.heldOutShare ?? Infinity);
  const advice = `Neither a line over the batch size nor the table of what was measured tells the sizes between within ${percent(defaultGpuTargets.errorShare)}; at those left out it is up to ${worst} off. Profile a smaller range of batch sizes with --max-batch, or more runs with --max-runs.`;
  return { isGood: false, advice: [advice] };
}
