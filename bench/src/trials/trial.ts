import type { Backends } from '../system/backends';
import type { Findings } from './judgement/findings';
import type { TrialOptions } from './options';

/** What a trial is given. */
export interface TrialSession {
  readonly backends: Backends;
  readonly options: TrialOptions;
  /** Tells a person what goes on. */
  readonly say: (text: string) => void;
}

/** One scripted thing that happens to the whole system under traffic, and what it promises. */
export interface Trial {
  readonly about: string;
  /** About how long it takes, minutes. */
  readonly minutes: number;
  run(session: TrialSession): Promise<Findings>;
}
