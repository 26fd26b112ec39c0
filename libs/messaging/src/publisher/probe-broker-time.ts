import type { Producer } from 'kafkajs';
import type { ClockOffsetBounds } from '@harmonybatch/ports';

/** The broker's clock tells whole milliseconds. */
const resolutionMs = 1;

/**
 * Writes a record to learn the broker's time: it was appended after it was sent and before it was acknowledged. Null where the
 * topic (its name on the cluster) does not have the broker's time.
 */
export async function probeBrokerTime(
  producer: Producer,
  topic: string,
  value: string,
): Promise<ClockOffsetBounds | null> {
  const sentAtMs = performance.now();
  const [written] = await producer.send({ topic, acks: -1, messages: [{ value }] });
  const acknowledgedAtMs = performance.now();
  const appendedAtMs = Number(written?.logAppendTime ?? -1);
  if (!(appendedAtMs >= 0)) return null;
  return { minMs: appendedAtMs - acknowledgedAtMs, maxMs: appendedAtMs + resolutionMs - sentAtMs };
}
