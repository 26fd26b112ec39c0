import { topics, type InferenceAccepted } from '@harmonybatch/contracts';
import {
  OutcomeLog,
  Publisher,
  type InboundRecord,
  type SendFailurePolicy,
  type OutboundRecord,
} from '@harmonybatch/ports';
import type { Safeguard } from './safeguard';

/** Writes without asking the guard. */
class UnguardedPublisher extends Publisher {
  constructor(private readonly publisher: Publisher) {
    super();
  }

  override publish(
    records: readonly OutboundRecord[],
    _guard?: () => boolean,
    onFailure?: SendFailurePolicy,
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

/** Writes what ingest accepts otherwise than ingest says. */
class RewritingPublisher extends Publisher {
  constructor(
    private readonly publisher: Publisher,
    private readonly rewrite: (record: OutboundRecord) => OutboundRecord,
  ) {
    super();
  }

  override publish(
    records: readonly OutboundRecord[],
    guard?: () => boolean,
    onFailure?: SendFailurePolicy,
  ): Promise<void> {
    const rewritten = records.map((record) =>
      record.topic === topics.inferenceAccepted.name ? this.rewrite(record) : record,
    );
    return this.publisher.publish(rewritten, guard, onFailure);
  }
}

/** Does not say what another may have read before. */
function unmark(record: OutboundRecord): OutboundRecord {
  const { mayBeAnswered: _mark, ...request } = JSON.parse(String(record.value)) as InferenceAccepted;
  return { ...record, value: JSON.stringify(request) };
}

/** Identities of the records that stood first in their places, by the ids that are made of places. */
export type FirstIdentities = Map<string, string>;

/** Takes a request without an id for the one that stood in its place before. */
const mistaking =
  (first: FirstIdentities) =>
  (record: OutboundRecord): OutboundRecord => {
    const request = JSON.parse(String(record.value)) as InferenceAccepted;
    if (!request.id.startsWith(topics.inferenceRequested.name)) return record;
    const identity = first.get(request.id) ?? request.identity;
    first.set(request.id, identity);
    return { ...record, key: identity, value: JSON.stringify({ ...request, identity }) };
  };

export function weakenedPublisher(publisher: Publisher, without: Safeguard | null, first: FirstIdentities): Publisher {
  if (without === 'read-before') return new RewritingPublisher(publisher, unmark);
  if (without === 'append-time') return new RewritingPublisher(publisher, mistaking(first));
  return without === 'guard' ? new UnguardedPublisher(publisher) : publisher;
}

export const weakenedOutcomeLog = (log: OutcomeLog, without: Safeguard | null): OutcomeLog =>
  without === 'log-check' ? new EmptyOutcomeLog() : log;

/** Gives records up before anything was done for them, where offsets are not given up on facts alone. */
export function weakenDelivery(records: readonly InboundRecord[], without: Safeguard | null): void {
  if (without === 'facts-only') for (const record of records) record.release();
}
