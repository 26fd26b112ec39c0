import type { ModelProfile } from '@harmonybatch/model';
import { coldInitSeconds, type MeasuredPoint } from './measured-point';
import type { CpuOutcome } from './profile-cpu';
import type { GpuOutcome } from './profile-gpu';

/** What profiling a model brought. */
export interface ProfilingOutcome {
  readonly cpu?: CpuOutcome;
  readonly gpu?: GpuOutcome;
  readonly points: readonly MeasuredPoint[];
  /** What all points cost, those of earlier runs included. */
  readonly cost: number;
  readonly currency: string;
}

/** What keeps plans from resting on the profile; empty where nothing does. */
export const adviceOf = ({ cpu, gpu }: ProfilingOutcome): string[] =>
  [cpu?.verdict, gpu?.verdict].flatMap((verdict) => (verdict === undefined || verdict.isGood ? [] : verdict.advice));

/** The profile, of whatever of it was measured; null where a part of it is missing. */
export function profileOf({ cpu, gpu, points }: ProfilingOutcome): ModelProfile | null {
  if (cpu?.profile === null || gpu?.profile === null) return null;
  return {
    ...(cpu === undefined ? {} : { cpu: { ...cpu.profile, ...initialisationOf('cpu', points) } }),
    ...(gpu === undefined ? {} : { gpu: { ...gpu.profile, ...initialisationOf('gpu', points) } }),
  };
}

/** How long instances took before they ran their first call, the mean of the cold starts that were met; none where none was. */
function initialisationOf(
  type: 'cpu' | 'gpu',
  points: readonly MeasuredPoint[],
): Pick<NonNullable<ModelProfile['cpu']>, 'initialisationSeconds'> {
  const seconds = points
    .filter(({ shape }) => shape.type === type)
    .flatMap(({ coldStarts }) => coldStarts.map(({ initSeconds }) => initSeconds))
    .filter((one) => one > coldInitSeconds);
  if (seconds.length === 0) return {};
  return { initialisationSeconds: seconds.reduce((sum, one) => sum + one, 0) / seconds.length };
}
