/** The platform took much longer than the execution that it reports: so much, and at least that many ms. */
const coldFactor = 2;
const coldLeastMs = 100;

/** What of an invocation was a cold start, ms: what the platform took beyond the execution that it reports, where that is much. */
export const coldStartMsOf = (latencyMs: number, platformMs: number): number =>
  latencyMs > coldFactor * platformMs && latencyMs - platformMs > coldLeastMs ? latencyMs - platformMs : 0;
