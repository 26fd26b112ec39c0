import { deviationsOf95, sampleStatistics } from './sample-statistics';

/** The 95 % point of a normal distribution, in deviations: how far out the tail is whose precision is asked for. */
const tailDeviations = 1.645;

/** Half the 95 % confidence interval of the mean, as a share of it. */
export function meanConfidenceShare(seconds: readonly number[]): number {
  const { runs, meanSeconds, deviationSeconds } = sampleStatistics(seconds);
  if (runs === 1) return Infinity;
  return (deviationsOf95 * deviationSeconds) / Math.sqrt(runs) / meanSeconds;
}

/**
 * Half the 95 % confidence interval of the 95 % point, as a share of it: of a mean and so many deviations, each estimated
 * from the runs (asymptotic variance of both for a normal distribution).
 */
export function tailConfidenceShare(seconds: readonly number[]): number {
  const { runs, meanSeconds, deviationSeconds } = sampleStatistics(seconds);
  if (runs === 1) return Infinity;
  const standardError = deviationSeconds * Math.sqrt((1 + tailDeviations ** 2 / 2) / runs);
  return (deviationsOf95 * standardError) / (meanSeconds + tailDeviations * deviationSeconds);
}
