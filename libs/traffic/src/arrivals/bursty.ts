import { SeededRandomness } from '../seeded-randomness';
import type { ArrivalProcess } from './arrival-process';

const msPerSecond = 1000;

export interface Burstiness {
  /** How many times the quiet rate the rate of a burst is; 1 makes no bursts. */
  readonly burstFactor: number;
  /** Mean length of a quiet time and of a burst, s. */
  readonly quietSeconds: number;
  readonly burstSeconds: number;
}

/**
 * A Markov-modulated Poisson process of two states: quiet times and bursts of exponential length follow each other, with
 * Poisson arrivals in each. It starts in the long run's state, so its mean rate is `rateHz` from the start on.
 */
export class BurstyArrivals implements ArrivalProcess {
  private readonly randomness: SeededRandomness;
  private readonly quiet: State;
  private readonly burst: State;
  private state: State;
  private atMs = 0;
  private stateEndsAtMs: number;

  constructor(rateHz: number, { burstFactor, quietSeconds, burstSeconds }: Burstiness, seed: number, app: string) {
    this.randomness = SeededRandomness.stream(seed, `arrivals/${app}`);
    const quietHz = (rateHz * (quietSeconds + burstSeconds)) / (quietSeconds + burstFactor * burstSeconds);
    this.quiet = { gapMs: msPerSecond / quietHz, meanMs: quietSeconds * msPerSecond };
    this.burst = { gapMs: msPerSecond / (quietHz * burstFactor), meanMs: burstSeconds * msPerSecond };
    const startsQuiet = this.randomness.uniform() * (quietSeconds + burstSeconds) < quietSeconds;
    this.state = startsQuiet ? this.quiet : this.burst;
    this.stateEndsAtMs = this.state.meanMs * this.randomness.exponential();
  }

  next(): number {
    for (;;) {
      const atMs = this.atMs + this.state.gapMs * this.randomness.exponential();
      if (atMs <= this.stateEndsAtMs) return (this.atMs = atMs);
      this.changeState();
    }
  }

  /** Arrivals have no memory: the gap is drawn anew from the change on. */
  private changeState(): void {
    this.atMs = this.stateEndsAtMs;
    this.state = this.state === this.quiet ? this.burst : this.quiet;
    this.stateEndsAtMs += this.state.meanMs * this.randomness.exponential();
  }
}

interface State {
  /** Mean time between arrivals. */
  readonly gapMs: number;
  /** Mean length of the state. */
  readonly meanMs: number;
}
