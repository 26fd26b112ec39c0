import type { CpuProfile } from '@harmonybatch/model';
import {
  cpuProfileOf,
  CpuProfiling,
  fitCpu,
  judgeCpu,
  smallerBatches,
  type CpuDesign,
  type CpuFits,
  type CpuSamples,
  type CpuTargets,
  type PointCheck,
  type Verdict,
} from '@harmonybatch/profiling';
import { largestBatch } from './largest-batch';
import type { MeasuredPoint, PointToMeasure } from './measured-point';
import { BatchRefusedError } from './point-runner';
import type { CpuPlan } from './profiling-design';

/** What was found out about a model on CPU functions. */
export interface CpuOutcome {
  readonly samples: readonly CpuSamples[];
  readonly fits: CpuFits | null;
  readonly checks: readonly PointCheck[];
  readonly verdict: Verdict;
  /** null where the points determine none. */
  readonly profile: CpuProfile | null;
  /** Where a function failed with larger batches: the largest that it takes, and how it failed. */
  readonly batchLimit?: BatchLimit;
}

export interface BatchLimit {
  readonly batchSize: number;
  readonly reason: string;
}

type Measure = (points: readonly PointToMeasure[]) => Promise<MeasuredPoint[]>;

/**
 * Measures what a profile of CPU functions needs, and fits it. A batch that a function fails with, as for want of memory, is no
 * failure of the profile: it holds for the batches that all functions take.
 */
export async function profileCpu(
  { design, shapeOf }: CpuPlan,
  targets: CpuTargets,
  memoryMb: CpuProfile['memoryMb'],
  measure: Measure,
): Promise<CpuOutcome> {
  let within: CpuDesign = design;
  let batchLimit: BatchLimit | undefined;
  for (;;) {
    try {
      const profiling = await measured({ design: within, shapeOf }, targets, measure);
      return { ...outcomeOf(profiling, targets, memoryMb), batchLimit };
    } catch (error) {
      if (!(error instanceof BatchRefusedError)) throw error;
      const batchSize = await largestBatch(error.point, measure);
      if (batchSize === error.point.batchSize) continue;
      batchLimit = { batchSize, reason: error.message };
      within = smallerBatches(within, batchSize);
    }
  }
}

async function measured({ design, shapeOf }: CpuPlan, targets: CpuTargets, measure: Measure): Promise<CpuProfiling> {
  const profiling = new CpuProfiling(design, targets);
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints()) {
    const runs = await measure(points.map((point) => ({ shape: shapeOf(point), batchSize: point.batchSize })));
    profiling.add(points.map((point, index) => ({ ...point, seconds: runs[index]!.seconds })));
  }
  return profiling;
}

function outcomeOf(
  { samples, checks }: CpuProfiling,
  targets: CpuTargets,
  memoryMb: CpuProfile['memoryMb'],
): CpuOutcome {
  const fits = fitCpu(samples);
  const verdict = judgeCpu(samples, fits, checks, targets);
  return { samples, fits, checks, verdict, profile: fits === null ? null : cpuProfileOf(samples, fits, memoryMb) };
}
