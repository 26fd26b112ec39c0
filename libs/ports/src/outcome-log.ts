/** Reads outcomes back from the log itself: what the store forgot, `inference.completed` still knows. */
export abstract class OutcomeLog {
  /**
   * Which of these requests have an outcome among the records appended from `sinceMs` (epoch ms) up to an end that is taken
   * after the call. Rejects where the log could not be read that far in time.
   */
  abstract answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>>;
}
