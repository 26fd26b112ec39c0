import { linearLeastSquares } from '../fitting/least-squares';

/** Eq. 2: a latency that is a line over the batch size, seconds. */
export interface BatchLine {
  readonly secondsPerRequest: number;
  readonly baseSeconds: number;
}

/** The latency of batches of one size on the whole card. */
export interface BatchPoint {
  readonly batchSize: number;
  readonly seconds: number;
}

export const lineSeconds = ({ secondsPerRequest, baseSeconds }: BatchLine, batchSize: number): number =>
  secondsPerRequest * batchSize + baseSeconds;

/** The line with the least squares of relative errors; the level of all points where it would fall with the batch. */
export function fitLine(points: readonly BatchPoint[]): BatchLine {
  const found = linearLeastSquares(points.map(({ batchSize, seconds }) => ({ basis: [batchSize, 1], value: seconds })));
  const [secondsPerRequest = -1, baseSeconds = 0] = found ?? [];
  return secondsPerRequest < 0
    ? { secondsPerRequest: 0, baseSeconds: levelOf(points) }
    : { secondsPerRequest, baseSeconds };
}

const levelOf = (points: readonly BatchPoint[]): number =>
  points.reduce((sum, { seconds }) => sum + seconds, 0) / points.length;
