import { invocationCost, type FunctionShape, type PriceBook } from '@harmonybatch/model';
import { firstPoints, GpuProfiling, pointsInOrder, type CpuTargets } from '@harmonybatch/profiling';
import type { PointToMeasure } from './measured-point';
import type { CpuPlan, GpuPlan } from './profiling-design';

/** What measuring is expected to take. */
export interface Forecast {
  readonly points: number;
  readonly runs: number;
  readonly seconds: number;
  /** In the currency of the price book. */
  readonly cost: number;
}

/** How long a batch is taken to run before anything was measured, s. */
export type ExpectedSeconds = (shape: FunctionShape, batchSize: number) => number;

export interface ForecastTerms {
  readonly prices: PriceBook;
  readonly expected: ExpectedSeconds;
  readonly runsPerPoint: number;
  readonly parallel: number;
  readonly spacingSeconds: number;
}

/** A function is made and gets its first instance, s. */
const deploySeconds = 10;

/** The points that a function needs which is as expected; with `untilMax` all that an odd one may get. */
export function expectedCpuPoints(
  { design, shapeOf }: CpuPlan,
  targets: CpuTargets,
  untilMax: boolean,
): PointToMeasure[] {
  const usual = firstPoints(design).length + targets.checks;
  return pointsInOrder(design, untilMax ? targets.maxPoints : usual).map((point) => ({
    shape: shapeOf(point),
    batchSize: point.batchSize,
  }));
}

/** The points that a card needs whose latency is as expected, a line over the batch. */
export function expectedGpuPoints({ design, shapeOf }: GpuPlan): PointToMeasure[] {
  const profiling = new GpuProfiling(design);
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints())
    profiling.add(points.map((point) => ({ ...point, seconds: [point.batchSize, point.batchSize] })));
  return profiling.samples.map((point) => ({ shape: shapeOf(point), batchSize: point.batchSize }));
}

/** What it takes to measure points, a first call beside the runs of each. */
export function forecastOf(points: readonly PointToMeasure[], terms: ForecastTerms): Forecast {
  const { prices, expected, runsPerPoint, parallel, spacingSeconds } = terms;
  const calls = runsPerPoint + 1;
  const functions = new Set(points.map(({ shape }) => JSON.stringify(shape))).size;
  const busySeconds = points.reduce(
    (sum, { shape, batchSize }) => sum + calls * (expected(shape, batchSize) + spacingSeconds),
    0,
  );
  return {
    points: points.length,
    runs: calls * points.length,
    seconds: (busySeconds + deploySeconds * functions) / parallel,
    cost: points.reduce(
      (sum, { shape, batchSize }) => sum + calls * invocationCost(prices, shape, expected(shape, batchSize)),
      0,
    ),
  };
}
