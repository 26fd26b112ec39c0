import {
  batchSeconds,
  type CpuCurve,
  type CpuProfile,
  type FunctionShape,
  type ModelProfile,
  type RandomDraws,
} from '@harmonybatch/model';
import {
  CpuProfiling,
  defaultCpuTargets,
  tailConfidenceShare,
  type CpuDesign,
  type CpuTargets,
} from '@harmonybatch/profiling';

/** As platforms say durations, whole milliseconds begun; the middle of them is taken. */
export const asPlatformsSay = (seconds: number): number => (Math.ceil(seconds * 1000) - 0.5) / 1000;

/** One execution of an emulated function, seconds as the platform says it. */
export function execution(profile: ModelProfile, shape: FunctionShape, batchSize: number, random: RandomDraws): number {
  const seconds = batchSeconds(profile, shape, batchSize, random);
  if (typeof seconds !== 'number') throw new Error(seconds.fault);
  return asPlatformsSay(seconds);
}

/** A model whose profile is not told to who measures it; its maxima are so many times its averages. */
export const secretCpu = (curve: (batchSize: number) => CpuCurve, spread: number): CpuProfile => {
  const sizes = [1, 2, 3, 4];
  return {
    memoryMb: { slopeMbPerRequest: 0, baseMb: 512 },
    avg: sizes.map(curve),
    max: sizes.map((size) => times(curve(size), spread)),
  };
};

function times(curve: CpuCurve, by: number): CpuCurve {
  if (curve.form === 'measured')
    return { ...curve, points: curve.points.map(({ vcpu, seconds }) => ({ vcpu, seconds: seconds * by })) };
  if (curve.form === 'reciprocal')
    return { ...curve, workVcpuSeconds: curve.workVcpuSeconds * by, baseSeconds: curve.baseSeconds * by };
  return { ...curve, alphaSeconds: curve.alphaSeconds * by, gammaSeconds: curve.gammaSeconds * by };
}

const [block, mostRuns] = [10, 100];

/** Profiles an emulated function to the end, in blocks of runs until each point is precise enough. */
export function profiled(
  cpu: CpuProfile,
  design: CpuDesign,
  random: RandomDraws,
  targets: CpuTargets = defaultCpuTargets,
): CpuProfiling {
  const profiling = new CpuProfiling(design, targets);
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints()) {
    profiling.add(
      points.map((point) => {
        const shape = { type: 'cpu', vcpu: point.vcpu, memoryMb: 1024 } as const;
        const seconds: number[] = [];
        while (
          seconds.length < 2 * block ||
          (seconds.length < mostRuns && tailConfidenceShare(seconds) > targets.errorShare)
        )
          for (let run = 0; run < block; run += 1) seconds.push(execution({ cpu }, shape, point.batchSize, random));
        return { ...point, seconds };
      }),
    );
  }
  return profiling;
}
