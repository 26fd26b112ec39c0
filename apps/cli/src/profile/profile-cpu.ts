import type { CpuProfile } from '@harmonybatch/model';
import {
  cpuProfileOf,
  CpuProfiling,
  fitCpu,
  judgeCpu,
  type CpuFits,
  type CpuSamples,
  type CpuTargets,
  type PointCheck,
  type Verdict,
} from '@harmonybatch/profiling';
import type { MeasuredPoint, PointToMeasure } from './measured-point';
import type { CpuPlan } from './profiling-design';

/** What was found out about a model on CPU functions. */
export interface CpuOutcome {
  readonly samples: readonly CpuSamples[];
  readonly fits: CpuFits | null;
  readonly checks: readonly PointCheck[];
  readonly verdict: Verdict;
  /** null where the points determine none. */
  readonly profile: CpuProfile | null;
}

/** Measures what a profile of CPU functions needs, and fits it. */
export async function profileCpu(
  { design, shapeOf }: CpuPlan,
  targets: CpuTargets,
  memoryMb: CpuProfile['memoryMb'],
  measure: (points: readonly PointToMeasure[]) => Promise<MeasuredPoint[]>,
): Promise<CpuOutcome> {
  const profiling = new CpuProfiling(design, targets);
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints()) {
    const measured = await measure(points.map((point) => ({ shape: shapeOf(point), batchSize: point.batchSize })));
    profiling.add(points.map((point, index) => ({ ...point, seconds: measured[index]!.seconds })));
  }
  const { samples, checks } = profiling;
  const fits = fitCpu(samples);
  const verdict = judgeCpu(samples, fits, checks, targets);
  return { samples, fits, checks, verdict, profile: fits === null ? null : cpuProfileOf(samples, fits, memoryMb) };
}
