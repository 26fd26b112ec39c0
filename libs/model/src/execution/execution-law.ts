import { latencyDeviationSeconds } from '../latency/quantile';
import type { Latency } from '../latency/latency';
import { normalCdf } from '../probability/normal';

/** No execution is shorter than this part of its mean. */
const minShare = 0.01;
/** 99 % point of a normal distribution, as `latencyDeviationSeconds` has it. */
const deviationsToMaximum = 2.33;
/** A normal whose mean lies so many deviations above the shortest execution is as good as never below it. */
const surelyAbove = 5;
const bisections = 50;
/** The deviation that is looked for is below so many times that of the plain normal. */
const maxCoefficient = 64;

/**
 * How one execution's duration varies: normal, but never below a hundredth of the mean, such that its mean is the profile's
 * average and its 99 % point the maximum. For latencies that vary little it is the plain normal; beyond the maximum it
 * always is, so that no attainment asks for more than `latencyQuantileSeconds` says.
 */
export class ExecutionLaw {
  private readonly minSeconds: number;
  private readonly plainDeviationSeconds: number;
  private readonly deviationSeconds: number;

  constructor(private readonly latency: Latency) {
    this.minSeconds = minShare * latency.avgSeconds;
    this.plainDeviationSeconds = latencyDeviationSeconds(latency);
    this.deviationSeconds = deviationOf(latency, this.minSeconds);
  }

  /** The duration for a draw from the standard normal distribution, seconds. */
  secondsAt(normal: number): number {
    const beyondMaximum = normal - deviationsToMaximum;
    const deviation = beyondMaximum > 0 ? this.plainDeviationSeconds : this.deviationSeconds;
    return Math.max(this.minSeconds, this.latency.maxSeconds + deviation * beyondMaximum);
  }
}

/** The deviation with which the cut normal through the maximum has its mean at the average. */
function deviationOf(latency: Latency, shortestSeconds: number): number {
  const plain = latencyDeviationSeconds(latency);
  if (latency.avgSeconds - surelyAbove * plain >= shortestSeconds) return plain;
  let [low, high] = [plain, maxCoefficient * plain];
  for (let step = 0; step < bisections; step += 1) {
    const middle = (low + high) / 2;
    if (cutMean(latency.maxSeconds - deviationsToMaximum * middle, middle, shortestSeconds) > latency.avgSeconds)
      low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** `E[max(shortest, N(centre, deviation²))]`. */
function cutMean(centre: number, deviation: number, shortest: number): number {
  const z = (centre - shortest) / deviation;
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  return shortest + deviation * (z * normalCdf(z) + density);
}
