import { topics, type InferenceAccepted } from '@harmonybatch/contracts';
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

/** Does not say what another may have read before. */
class UnmarkedPublisher extends Publisher {
  constructor(private readonly publisher: Publisher) {
    super();
  }

  override publish(
    records: readonly OutboundRecord[],
    guard?: () => boolean,
    onFailure?: OnSendFailure,
  ): Promise<void> {
    const unmarked = records.map((record) =>
      record.topic === topics.inferenceAccepted.name ? unmark(record) : record,
    );
    return this.publisher.publish(unmarked, guard, onFailure);
  }
}

function unmark(record: OutboundRecord): OutboundRecord {
  const { mayBeAnswered: _mark, ...request } = JSON.parse(String(record.value)) as InferenceAccepted;
  return { ...record, value: JSON.stringify(request) };
}

/** Identities of the records that stood first in their places, by the ids that are made of places. */
export type FirstIdentities = Map<string, string>;

/** Takes a request without an id for the one that stood in its place before. */
class PlacesWithoutTime extends Publisher {
  constructor(
    private readonly publisher: Publisher,
    private readonly first: FirstIdentities,
  ) {
    super();
  }

  override publish(
    records: readonly OutboundRecord[],
    guard?: () => boolean,
    onFailure?: OnSendFailure,
  ): Promise<void> {
    return this.publisher.publish(
      records.map((record) => (record.topic === topics.inferenceAccepted.name ? this.mistaken(record) : record)),
      guard,
      onFailure,
    );
  }

  private mistaken(record: OutboundRecord): OutboundRecord {
    const request = JSON.parse(String(record.value)) as InferenceAccepted;
    if (!request.id.startsWith(topics.inferenceRequested.name)) return record;
    const identity = this.first.get(request.id) ?? request.identity;
    this.first.set(request.id, identity);
    return { ...record, key: identity, value: JSON.stringify({ ...request, identity }) };
  }
}

export function weakenedPublisher(publisher: Publisher, without: Safeguard | null, first: FirstIdentities): Publisher {
  if (without === 'read-before') return new UnmarkedPublisher(publisher);
  if (without === 'append-time') return new PlacesWithoutTime(publisher, first);
  return without === 'guard' ? new UnguardedPublisher(publisher) : publisher;
}

export const weakenedOutcomeLog = (log: OutcomeLog, without: Safeguard | null): OutcomeLog =>
  without === 'log-check' ? new EmptyOutcomeLog() : log;

/** Gives records up before anything was done for them, where offsets are not given up on facts alone. */
export function weakenDelivery(records: readonly InboundRecord[], without: Safeguard | null): void {
  if (without === 'facts-only') for (const record of records) record.release();
}
