import {
  OutcomeLog,
  Publisher,
  type InboundRecord,
  type OnSendFailure,
  type OutboundRecord,
} from '@harmonybatch/pipeline';
import type { Safeguard } from './safeguard';

/** Writes without asking the guard. */
class UnguardedPublisher extends Publisher {
  constructor(private readonly publisher: Publisher) {
    super();
  }

  override publish(
    records: readonly OutboundRecord[],
    _guard?: () => boolean,
    onFailure?: OnSendFailure,
  ): Promise<void> {
    return this.publisher.publish(records, undefined, onFailure);
  }
}

/** Never finds an outcome. */
class EmptyOutcomeLog extends OutcomeLog {
  override async answered(): Promise<ReadonlySet<string>> {
    return new Set();
  }
}

export const weakenedPublisher = (publisher: Publisher, without: Safeguard | null): Publisher =>
  without === 'guard' ? new UnguardedPublisher(publisher) : publisher;

export const weakenedOutcomeLog = (log: OutcomeLog, without: Safeguard | null): OutcomeLog =>
  without === 'log-check' ? new EmptyOutcomeLog() : log;

/** Gives records up before anything was done for them, where offsets are not given up on facts alone. */
export function weakenDelivery(records: readonly InboundRecord[], without: Safeguard | null): void {
  if (without === 'facts-only') for (const record of records) record.release();
}
