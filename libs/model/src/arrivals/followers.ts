/** Apps of one group with the same timeout, in ascending order of timeout. */
export interface ArrivalClasses {
  /** Seconds from the first class's timeout to this one's; ascending, the first 0. */
  readonly gapSeconds: ArrayLike<number>;
  /** Above 0, req/s. */
  readonly rateHz: ArrayLike<number>;
  readonly count: number;
}

/**
 * Requests that follow the first of a batch after the shortest timeout has passed: coefficients of `H(z)`, where
 * `G(z) = exp(−R·(1 − z)·t_1) · H(z)` generates the requests that follow the first one before the window closes.
 *
 * The recurrence of the exact batch-size distribution is linear in `G_1 = exp(−R·(1 − z)·t_1)`: with `H_i = G_i / G_1`,
 * `H_1 = 1` and, class by class, `H_{j+1} = A + (H_j − A)·exp(−(R − z·q)·d)` with `q = Σ_{i>j} r_i`, `d = t_{j+1} − t_j`,
 * `S = Σ_{i≤j} r_i·H_i` and `A = z·S / (R − z·q)`. So `H` depends on the gaps between timeouts alone: functions of
 * different latency share it.
 */
export class Followers {
  readonly coefficients: Float64Array;
  private readonly own: Float64Array;
  private readonly sum: Float64Array;
  private readonly target: Float64Array;
  private readonly decay: Float64Array;

  /** @param terms how many coefficients are kept: those of `z^0 … z^(terms − 1)`. */
  constructor(readonly terms: number) {
    this.coefficients = new Float64Array(terms);
    this.own = new Float64Array(terms);
    this.sum = new Float64Array(terms);
    this.target = new Float64Array(terms);
    this.decay = new Float64Array(terms);
  }

  /** Computes the coefficients of `H`; O(classes · terms²). */
  compute({ gapSeconds, rateHz, count }: ArrivalClasses): Float64Array {
    const { own, sum, terms, coefficients } = this;
    let total = 0;
    for (let index = 0; index < count; index += 1) total += rateHz[index]!;
    own.fill(0);
    own[0] = 1;
    sum.fill(0);
    let later = total;
    for (let index = 0; index < count; index += 1) {
      const rate = rateHz[index]!;
      for (let k = 0; k < terms; k += 1) sum[k]! += rate * own[k]!;
      later -= rate;
      if (index + 1 < count) this.step(total, later, gapSeconds[index + 1]! - gapSeconds[index]!);
    }
    for (let k = 0; k < terms; k += 1) coefficients[k] = sum[k]! / total;
    return coefficients;
  }

  /** From `H_j` to `H_{j+1}`, over `seconds` in which later classes arrive with `laterHz` of `totalHz`. */
  private step(totalHz: number, laterHz: number, seconds: number): void {
    const { own, sum, target, decay, terms } = this;
    target[0] = 0;
    for (let k = 1; k < terms; k += 1) target[k] = (sum[k - 1]! + laterHz * target[k - 1]!) / totalHz;
    const mean = laterHz * seconds;
    decay[0] = Math.exp(-totalHz * seconds);
    let used = 1;
    for (; used < terms && (used < mean || decay[used - 1]! > negligible); used += 1) {
      decay[used] = (decay[used - 1]! * mean) / used;
    }
    for (let k = terms - 1; k >= 0; k -= 1) {
      let carried = 0;
      for (let m = Math.min(k, used - 1); m >= 0; m -= 1) carried += decay[m]! * (own[k - m]! - target[k - m]!);
      own[k] = target[k]! + carried;
    }
  }
}

/** Terms of the decay below this add nothing to a probability. */
const negligible = 1e-30;
