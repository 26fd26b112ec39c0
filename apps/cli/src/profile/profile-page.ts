import { htmlReport, type Experiment, type LinePlot, type LineSeries } from '@harmonybatch/evaluation';
import {
  curveSeconds,
  latencyOf,
  wholeCardSeconds,
  type CpuCurve,
  type CpuProfile,
  type GpuProfile,
} from '@harmonybatch/model';
import { inOrder, quantileOf, sampleStatistics, type CpuSamples, type GpuSamples } from '@harmonybatch/profiling';
import type { MeasuredPoint } from './measured-point';
import { shapeLabel } from './measured-point';
import { adviceOf, type ProfilingOutcome } from './outcome';
import type { CpuOutcome } from './profile-cpu';
import type { GpuOutcome } from './profile-gpu';

const msPerSecond = 1000;
const pointsOfCurve = 60;

/** One page of the measured points over the fitted curves, which needs nothing beside itself. */
export function profilePage(title: string, outcome: ProfilingOutcome): string {
  const { cpu, gpu, points, cost, currency } = outcome;
  const runs = points.reduce((sum, { seconds, coldStarts }) => sum + seconds.length + coldStarts.length, 0);
  const advice = adviceOf(outcome);
  const introduction = [
    `${points.length} points, ${runs} invocations, ${cost.toPrecision(3)} ${currency}.`,
    ...(advice.length === 0 ? [] : ['Plans should not rest on this profile:', ...advice]),
  ];
  const parts = [
    ...(cpu === undefined ? [] : [cpuPart(cpu)]),
    ...(gpu === undefined ? [] : [gpuPart(gpu)]),
    coldPart(points),
  ];
  return htmlReport(title, introduction, parts);
}

type Statistic = (seconds: readonly number[]) => number;
const meanOf: Statistic = (seconds) => sampleStatistics(seconds).meanSeconds;
const quantileAt =
  (share: number): Statistic =>
  (seconds) =>
    quantileOf(inOrder(seconds), share);

function cpuPart({ samples, profile, fits }: CpuOutcome): Experiment {
  const statistics: [string, string, readonly CpuCurve[] | undefined, Statistic][] = [
    ['mean', 'Mean', profile?.avg, meanOf],
    ['p95', '95 % point', curvesAt(profile, 0.95), quantileAt(0.95)],
    ['max', '99 % point', profile?.max, quantileAt(0.99)],
  ];
  const notes = fits === null ? [] : [`Forms: mean ${fits.avg.name}; 99 % point ${fits.max.name}.`];
  return {
    id: 'cpu',
    title: 'CPU functions',
    question: 'How long does a batch take on so many cores?',
    plots: statistics.map(([id, title, curves, statistic]) => cpuPlot(id, title, curves, samples, statistic)),
    tables: [cpuTable(samples, profile)],
    notes,
  };
}

const curvesAt = (profile: CpuProfile | null, share: number): readonly CpuCurve[] | undefined =>
  profile?.quantiles?.find((one) => one.share === share)?.curves;

function cpuPlot(
  id: string,
  title: string,
  curves: readonly CpuCurve[] | undefined,
  samples: readonly CpuSamples[],
  statistic: Statistic,
): LinePlot {
  const batches = [...new Set(samples.map(({ batchSize }) => batchSize))].sort((one, other) => one - other);
  const sizes = samples.map(({ vcpu }) => vcpu);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const series = batches.flatMap((batchSize, colour): LineSeries[] => {
    const measured = samples.filter((one) => one.batchSize === batchSize);
    const dots = measured.map(({ vcpu, seconds }) => [vcpu, statistic(seconds) * msPerSecond] as const);
    const curve = curves?.[batchSize - 1];
    return [
      ...(curve === undefined ? [] : [{ name: `batch ${batchSize}`, points: curvePoints(curve, least, most), colour }]),
      { name: `batch ${batchSize}, measured`, points: inOrderOfX(dots), dots: true, colour },
    ];
  });
  return { kind: 'line', id: `cpu-${id}`, title, xLabel: 'vCPU', yLabel: 'ms', logX: true, logY: true, series };
}

const curvePoints = (curve: CpuCurve, least: number, most: number): (readonly [number, number])[] =>
  Array.from({ length: pointsOfCurve + 1 }, (_, step) => {
    const vcpu = Math.min(most, Math.max(least, least * (most / least) ** (step / pointsOfCurve)));
    return [vcpu, curveSeconds(curve, vcpu) * msPerSecond];
  });

const inOrderOfX = (points: readonly (readonly [number, number])[]) =>
  [...points].sort(([one], [other]) => one - other);

const cpuTable = (samples: readonly CpuSamples[], profile: CpuProfile | null): Experiment['tables'][number] => ({
  id: 'points',
  title: 'Points',
  columns: ['vCPU', 'batch', 'runs', 'mean, ms', 'fit, ms', 'error, %', 'median, ms', '95 %, ms', '99 %, ms'],
  rows: [...samples]
    .sort((one, other) => one.batchSize - other.batchSize || one.vcpu - other.vcpu)
    .map(({ vcpu, batchSize, seconds }) => {
      const mean = meanOf(seconds);
      const curve = profile?.avg[batchSize - 1];
      const fit = curve === undefined ? null : curveSeconds(curve, vcpu);
      const tails = [0.5, 0.95, 0.99].map((share) => quantileAt(share)(seconds) * msPerSecond);
      const error = fit === null ? null : (fit / mean - 1) * 100;
      return [
        vcpu,
        batchSize,
        seconds.length,
        mean * msPerSecond,
        fit === null ? null : fit * msPerSecond,
        error,
        ...tails,
      ];
    }),
});

function gpuPart({ samples, profile }: GpuOutcome): Experiment {
  const whole = samples.filter((one) => one.gpuMemoryGb === Math.max(...samples.map(({ gpuMemoryGb }) => gpuMemoryGb)));
  const measured = whole.map(({ batchSize, seconds }) => [batchSize, meanOf(seconds) * msPerSecond] as const);
  const name = profile?.measured === undefined ? 'Eq. 2' : 'table';
  const line = profile === null ? [] : [{ name, points: linePoints(profile), colour: 0 }];
  return {
    id: 'gpu',
    title: 'GPU functions',
    question: 'How long does a batch take on the whole card, and on a share of it?',
    plots: [
      {
        kind: 'line',
        id: 'gpu-mean',
        title: 'Mean on the whole card',
        xLabel: 'batch',
        yLabel: 'ms',
        series: [...line, { name: 'measured', points: inOrderOfX(measured), dots: true, colour: 0 }],
      },
    ],
    tables: [gpuTable(samples, profile)],
    notes:
      profile === null
        ? []
        : [
            `τ ${profile.timeSliceSeconds * msPerSecond} ms; ${(profile.gpuShare * 100).toFixed(0)} % of the latency on the GPU.`,
          ],
  };
}

function linePoints(profile: GpuProfile): (readonly [number, number])[] {
  const { measuredBatchSizes: ends, measured } = profile;
  const sizes = measured?.map(({ batchSize }) => batchSize) ?? [ends?.least ?? 1, ends?.most ?? 1];
  return sizes.map((size) => [size, wholeCardSeconds(profile, size) * msPerSecond]);
}

const gpuTable = (samples: readonly GpuSamples[], profile: GpuProfile | null): Experiment['tables'][number] => ({
  id: 'points',
  title: 'Points',
  columns: ['GPU memory, GB', 'batch', 'runs', 'mean, ms', 'Eq. 3, ms', '95 %, ms'],
  rows: samples.map(({ gpuMemoryGb, vcpu, batchSize, seconds }) => {
    const shape = { type: 'gpu', vcpu, memoryMb: 1, gpuMemoryMb: gpuMemoryGb * 1024 } as const;
    const fit = profile === null ? null : latencyOf({ gpu: profile }, shape, batchSize).avgSeconds * msPerSecond;
    const [mean, tail] = [meanOf(seconds), quantileAt(0.95)(seconds)].map((one) => one * msPerSecond);
    return [gpuMemoryGb, batchSize, seconds.length, mean!, fit, tail!];
  }),
});

const coldPart = (points: readonly MeasuredPoint[]): Experiment => ({
  id: 'cold-starts',
  title: 'Cold starts',
  question: 'What does the first call of an instance take?',
  plots: [],
  tables: [
    {
      id: 'first-calls',
      title: 'First calls',
      columns: ['function', 'batch', 'calls', 'longest, ms', 'of it before the function ran, ms'],
      rows: points
        .filter(({ coldStarts }) => coldStarts.length > 0)
        .map(({ shape, batchSize, coldStarts }) => {
          const [longest] = [...coldStarts].sort((one, other) => other.seconds - one.seconds);
          const { seconds, initSeconds } = longest!;
          return [shapeLabel(shape), batchSize, coldStarts.length, seconds * msPerSecond, initSeconds * msPerSecond];
        }),
    },
  ],
  notes: ['No part of the fits: a cold start is what a warm instance spares. Of the profile it is their mean.'],
});
