import { repetitionDefaults, type RepetitionOptions } from '../control/repeated-calls';

/** What an adapter may be told of its control calls. */
export interface PlatformOptions extends RepetitionOptions {
  /** Names of all functions of this deployment begin so; others are neither listed nor touched. */
  readonly functionPrefix: string;
  /** The deployment, as its functions name it; those of others are neither listed nor touched. */
  readonly owner: string;
  /** Deadline of each attempt of a call, ms. */
  readonly attemptTimeoutMs: number;
  /** How long a function and its warm instances may take to be ready, ms. */
  readonly readyTimeoutMs: number;
  /** First pause between two looks whether they are, ms. */
  readonly pollMs: number;
}

export const platformDefaults: PlatformOptions = {
  ...repetitionDefaults,
  functionPrefix: 'hb-',
  owner: 'harmonybatch',
  attemptTimeoutMs: 30_000,
  readyTimeoutMs: 900_000,
  pollMs: 250,
};
