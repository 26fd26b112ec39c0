import { OutcomeLog } from '@harmonybatch/ports';
import type { PortGate } from './port-gate';
import { publishTimeoutMs } from './world-options';

/** Hears of outcomes that could not be read back. */
export type FailedReadListener = (identities: readonly string[]) => void;

/** The log of outcomes as one incarnation reads it back. */
export class GatedOutcomeLog extends OutcomeLog {
  constructor(
    private readonly gate: PortGate,
    private readonly log: OutcomeLog,
    private readonly readBackMs: number,
    private readonly onFailedRead: FailedReadListener,
  ) {
    super();
  }

  override answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    return this.gate.call({
      verb: 'answered',
      of: 'outcome log',
      timeoutMs: publishTimeoutMs,
      perform: () => this.read(identities, sinceMs),
      failed: () => this.onFailedRead(identities),
    });
  }

  private read(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    if (this.readBackMs === 0) return this.log.answered(identities, sinceMs);
    return new Promise((resolve) => {
      this.gate.later(this.readBackMs, () => void this.log.answered(identities, sinceMs).then(resolve));
    });
  }
}
