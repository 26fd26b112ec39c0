/** How long and how often is measured. */
export interface Scale {
  /** Runs of which the median is told. */
  readonly rounds: number;
  /** Load before the first measurement of freshly started processes, ms. */
  readonly warmUpMs: number;
  /** One measurement of latency or footprint, ms. */
  readonly measureMs: number;
  /** One step of a search that looks for the region of the sustained rate, ms. */
  readonly probeMs: number;
  /** How long a rate has to hold to count as sustained, ms. */
  readonly sustainMs: number;
  /** Requests of one run of the buffer. */
  readonly bufferRequests: number;
  /** Part of the requests of each case that a drain takes. */
  readonly drainShare: number;
}

export const fullScale: Scale = {
  rounds: 3,
  warmUpMs: 40_000,
  measureMs: 10_000,
  probeMs: 4_000,
  sustainMs: 15_000,
  bufferRequests: 40_000,
  drainShare: 1,
};

/** To see that everything works; its figures mean little. */
export const quickScale: Scale = {
  rounds: 1,
  warmUpMs: 1_000,
  measureMs: 2_000,
  probeMs: 1_000,
  sustainMs: 2_000,
  bufferRequests: 4_000,
  drainShare: 0.1,
};
