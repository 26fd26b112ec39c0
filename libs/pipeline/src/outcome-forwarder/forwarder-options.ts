/** How patient the forwarder is with a topic that cannot be written while Kafka itself works. */
export interface ForwarderOptions {
  /** Tries of a copy before it is given up; each is several sends. */
  readonly maxAttempts: number;
  /** Between two tries, and between two looks whether Kafka is back, ms. */
  readonly retryMs: number;
  /** How long a topic that could not be written is left alone and its copies are given up at once, ms; then one is tried again. */
  readonly cooldownMs: number;
}

export const forwarderDefaults: ForwarderOptions = { maxAttempts: 3, retryMs: 1_000, cooldownMs: 30_000 };
