import { topics } from '@harmonybatch/contracts';
import { OutcomeLog } from '@harmonybatch/ports';
import type { MemoryLog } from './memory-log';

/** Outcomes as the log in memory holds them: what was written before the call is seen by it. */
export class MemoryOutcomeLog extends OutcomeLog {
  /** When the latest outcome of each identity was written, epoch ms. */
  private readonly writtenAtMs = new Map<string, number>();

  /** Follows the log from now on. */
  constructor(log: MemoryLog) {
    super();
    log.onAppend((topic, _partition, _offset, { key, timestampMs }) => {
      if (topic === topics.inferenceCompleted.name && key !== null) this.writtenAtMs.set(key, timestampMs);
    });
  }

  override async answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    return new Set(identities.filter((identity) => (this.writtenAtMs.get(identity) ?? -Infinity) >= sinceMs));
  }
}
