/** Times are never so regular that less than this counts as one standard deviation of their logarithm. */
const minDeviation = 0.02;
/** What is known rests on about so many samples. */
const memory = 100;
/** Two samples so far apart know nothing of each other, however long what slows one down lingers. */
const apart = 8;
/** One pair adds at most so many deviations, so that a jump of all of them is hardly noise. */
const maxStepInDeviations = 5;
/** Times that linger count for at most so many times their variance. */
const maxLingering = 20;

/**
 * How much the logarithms of execution times vary, and how alike those after each other are. Half the mean square of the
 * difference of two is their variance, whatever their level (von Neumann 1941): of samples far apart all of it, of neighbours
 * what is left of it where they are alike.
 */
export class ExecutionNoise {
  private readonly last: number[] = [];
  private readonly ofNeighbours = new MeanSquare();
  private readonly ofOthers = new MeanSquare();

  add(log: number): void {
    const { last } = this;
    if (last.length > 0) this.ofNeighbours.add(log - last[last.length - 1]!);
    if (last.length === apart) this.ofOthers.add(log - last.shift()!);
    last.push(log);
  }

  /** Standard deviation. */
  get deviation(): number {
    return Math.max(minDeviation, Math.sqrt(Math.max(this.ofNeighbours.half, this.ofOthers.half)));
  }

  /**
   * By how much more the sum of many varies than if each were on its own, 1 or more: `(1 + ρ)/(1 − ρ)` where neighbours have
   * the correlation `ρ`, and those beyond them as much less.
   */
  get lingering(): number {
    const all = Math.max(minDeviation ** 2, this.ofOthers.half);
    const correlation = Math.max(0, 1 - Math.max(minDeviation ** 2, this.ofNeighbours.half) / all);
    return Math.min(maxLingering, (1 + correlation) / (1 - correlation));
  }

  /** What comes is of another level: it is not compared with what was. */
  beginAnew(): void {
    this.last.length = 0;
  }
}

/** Half the mean square of differences, the old ones forgotten. */
class MeanSquare {
  half = 0;
  private pairs = 0;

  add(difference: number): void {
    const known = Math.max(minDeviation, Math.sqrt(this.half));
    const step = Math.min(maxStepInDeviations * known, Math.abs(difference));
    this.pairs = Math.min(memory, this.pairs + 1);
    this.half += (step ** 2 / 2 - this.half) / this.pairs;
  }
}
