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

export interface LongHoldLimits {
  /** A record that is open for less is left where it is, ms. */
  readonly leastHeldMs: number;
  /** Records that must be held back before any is requeued. */
  readonly leastHeldBack: number;
  /** A record that is requeued must hold back this many others: that bounds what requeuing adds to the traffic. */
  readonly heldBackEach: number;
}

export const longHoldDefaults: LongHoldLimits = { leastHeldMs: 5_000, leastHeldBack: 100, heldBackEach: 4 };

/** Which open records of a partition hold back so many others that they must be requeued. */
export function longHeld(
  { open, heldBack }: HeldPartition,
  nowMs: number,
  { leastHeldMs, leastHeldBack, heldBackEach }: LongHoldLimits = longHoldDefaults,
): InboundRecord[] {
  if (heldBack < leastHeldBack) return [];
  const long = [...open].filter(({ sinceMs }) => nowMs - sinceMs >= leastHeldMs).map(({ record }) => record);
  return heldBack >= heldBackEach * long.length ? long : [];
}

/**
 * Keeps what waits long from holding back all that came after it. An offset is given up on facts alone, and the low watermark of
 * a partition stops at its oldest open record; such a record is written again to the end of its partition, unchanged, and once
 * that is acknowledged its old offset is given up: that it stands further on is a fact too.
 */
export class LongHolds {
  private readonly underWay = new Set<InboundRecord>();

  constructor(
    private readonly ports: { readonly publisher: Publisher; readonly events: StageEvents },
    private readonly limits: LongHoldLimits = longHoldDefaults,
  ) {}

  /** Resolves when what had to be written again was; what could not be is looked at again the next time. */
  async relieve(partition: HeldPartition, nowMs: number): Promise<void> {
    const { publisher, events } = this.ports;
    const records = longHeld(partition, nowMs, this.limits).filter((record) => !this.underWay.has(record));
    const ours = records.filter((record) => record.owned ?? true);
    if (ours.length === 0) return;
    for (const record of ours) this.underWay.add(record);
    try {
      await publisher.publish(ours.map(again));
      for (const record of ours) record.release();
      events.counted('records_written_again', ours.length, { topic: ours[0]!.topic });
    } catch (error) {
      events.warned('long-held records could not be requeued', { error: String(error) });
    } finally {
      for (const record of ours) this.underWay.delete(record);
    }
  }
}

/** The same record once more, in the same partition, so that it stays with who holds it. */
const again = ({ topic, partition, key, value, headers, original }: InboundRecord): OutboundRecord => ({
  topic,
  partition,
  key,
  value,
  headers,
  original,
});
