import type { Chain } from './chain/chain';
import type { Result } from './report/result';
import type { Scale } from './scale';
import type { Round } from './measures/rounds';
import type { Sustained } from './measures/sustained-rate';
import type { Backends } from './system/backends';

/** One run of some benchmarks on one Kafka and one Redis: ratios are taken within it. */
export interface Session {
  readonly backends: Backends;
  readonly scale: Scale;
  /** Tells a person what goes on. */
  readonly progress: (text: string) => void;
  /** Rounds of latency that were run already. */
  readonly rounds: Round[];
  /** Sustained rates that were found already, by the chain's name: no search is made twice. */
  readonly sustained: Map<Chain['name'], Sustained>;
}

export interface Benchmark {
  readonly about: string;
  run(session: Session): Promise<Result>;
}
