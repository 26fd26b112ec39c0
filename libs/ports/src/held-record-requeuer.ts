import { serviceMetrics } from '@harmonybatch/telemetry';
import type { InboundRecord, OutboundRecord, Publisher } from './records';
import type { StageEvents } from './stage-events';

/** A record that was delivered and is not given up. */
export interface HeldRecord {
  readonly record: InboundRecord;
  /** When it was delivered, monotonic ms. */
  readonly sinceMs: number;
}

/** What of a partition cannot be committed. */
export interface HeldPartition {
  readonly open: Iterable<HeldRecord>;
  /** Records that were given up, and would be read again because of older ones that are open. */
  readonly heldBack: number;
}

export interface RequeueOptions {
  /** A record that is open for less is left where it is, ms. */
  readonly minHeldMs: number;
  /** Records that must be held back before any is requeued. */
  readonly minHeldBack: number;
  /** A record that is requeued must hold back this many others: that bounds what requeuing adds to the traffic. */
  readonly heldBackEach: number;
}

export const requeueDefaults: RequeueOptions = { minHeldMs: 5_000, minHeldBack: 100, heldBackEach: 4 };

/** Which open records of a partition hold back so many others that they must be requeued. */
export function recordsToRequeue(
  { open, heldBack }: HeldPartition,
  nowMs: number,
  { minHeldMs, minHeldBack, heldBackEach }: RequeueOptions = requeueDefaults,
): InboundRecord[] {
  if (heldBack < minHeldBack) return [];
  const long = [...open].filter(({ sinceMs }) => nowMs - sinceMs >= minHeldMs).map(({ record }) => record);
  return heldBack >= heldBackEach * long.length ? long : [];
}

/**
 * Keeps what waits long from holding back all that came after it. An offset is given up on facts alone, and the low watermark of
 * a partition stops at its oldest open record; such a record is written again to the end of its partition, unchanged, and once
 * that is acknowledged its old offset is given up: that it stands further on is a fact too.
 */
export class HeldRecordRequeuer {
  private readonly inFlight = new Set<InboundRecord>();

  constructor(
    private readonly ports: { readonly publisher: Publisher; readonly events: StageEvents },
    private readonly options: RequeueOptions = requeueDefaults,
  ) {}

  /** Resolves when what had to be written again was; what could not be is looked at again the next time. */
  async requeue(partition: HeldPartition, nowMs: number): Promise<void> {
    const { publisher, events } = this.ports;
    const records = recordsToRequeue(partition, nowMs, this.options).filter((record) => !this.inFlight.has(record));
    const ours = records.filter((record) => record.owned ?? true);
    if (ours.length === 0) return;
    for (const record of ours) this.inFlight.add(record);
    try {
      await publisher.publish(ours.map(requeuedRecord));
      for (const record of ours) record.release();
      events.count(serviceMetrics.recordsWrittenAgain, { topic: ours[0]!.topic }, ours.length);
    } catch (error) {
      events.warn('long-held records could not be requeued', { error: String(error) });
    } finally {
      for (const record of ours) this.inFlight.delete(record);
    }
  }
}

/** The same record once more, in the same partition, so that it stays with who holds it. */
const requeuedRecord = ({ topic, partition, key, value, headers, raw }: InboundRecord): OutboundRecord => ({
  topic,
  partition,
  key,
  value,
  headers,
  raw,
});
