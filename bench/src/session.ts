import type { Chain } from './chain/chain';
import type { MeasuredLoad } from './load/measured-load';
import type { Result } from './report/result';
import type { Scale } from './scale';
import type { Backends } from './system/backends';

/** The floor and right after it the services, both freshly started. */
export interface Round {
  readonly floor: MeasuredLoad;
  /** One a rate. */
  readonly services: readonly MeasuredLoad[];
}

/** The highest rate that was sustained, and the added latency there, without and with the call to the function. */
export interface Sustained {
  readonly rateHz: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly withCallP99Ms: number;
}

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
