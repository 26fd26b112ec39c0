/** How patient the forwarder is with a topic that cannot be written while Kafka itself works. */
export interface ForwarderConfig {
  /** Tries of a copy before it is given up; each is several sends. */
  readonly mostTries: number;
  /** Between two tries, and between two looks whether Kafka is back, ms. */
  readonly pauseMs: number;
  /** How long a topic that could not be written is left alone and its copies are given up at once, ms; then one is tried again. */
  readonly restMs: number;
}

export const forwarderDefaults: ForwarderConfig = { mostTries: 3, pauseMs: 1_000, restMs: 30_000 };
