import { linearLeastSquares } from '../fitting/least-squares';
import { rootMeanSquare, type HeldOutError } from '../fitting/choose-form';

/** Eq. 2: a latency that is a line over the batch size, seconds. */
export interface BatchLine {
  readonly secondsPerRequest: number;
  readonly baseSeconds: number;
}

export interface LinePoint {
  readonly batchSize: number;
  readonly seconds: number;
}

export const lineSeconds = ({ secondsPerRequest, baseSeconds }: BatchLine, batchSize: number): number =>
  secondsPerRequest * batchSize + baseSeconds;

/** The line with the least squares of relative errors; null for fewer than two points, or where it falls with the batch. */
export function fitLine(points: readonly LinePoint[]): BatchLine | null {
  const found = linearLeastSquares(points.map(({ batchSize, seconds }) => ({ basis: [batchSize, 1], value: seconds })));
  const [secondsPerRequest = -1, baseSeconds = 0] = found ?? [];
  return secondsPerRequest < 0 ? null : { secondsPerRequest, baseSeconds };
}

/** How well a line tells its points, and each point between others that was left out. */
export function lineErrors(points: readonly LinePoint[]): {
  readonly residualShare: number;
  readonly heldOut: readonly HeldOutError[];
} {
  const errors = (fitted: readonly LinePoint[], told: readonly LinePoint[]): number[] => {
    const line = fitLine(fitted);
    return told.map(({ batchSize, seconds }) =>
      line === null ? Infinity : lineSeconds(line, batchSize) / seconds - 1,
    );
  };
  const sizes = points.map(({ batchSize }) => batchSize);
  const between = points.filter(({ batchSize }) => batchSize > Math.min(...sizes) && batchSize < Math.max(...sizes));
  const heldOut = between.map((point) => ({
    point: { vcpu: 0, ...point },
    errorShare: errors(
      points.filter((other) => other !== point),
      [point],
    )[0]!,
  }));
  return { residualShare: rootMeanSquare(errors(points, points)), heldOut };
}
