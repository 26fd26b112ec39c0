/** How patient the forwarder is with a topic that takes nothing, while Kafka itself works. */
export interface ForwarderConfig {
  /** Tries of a copy before it is given up; each is several sends. */
  readonly mostTries: number;
  /** Between two tries, and between two looks whether Kafka is back, ms. */
  readonly pauseMs: number;
  /** For so long a topic that took nothing is left alone, and copies for it are given up at once, ms; then one tries again. */
  readonly restMs: number;
}

export const forwarderDefaults: ForwarderConfig = { mostTries: 3, pauseMs: 1_000, restMs: 30_000 };
