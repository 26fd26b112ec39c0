import { ConnectionLostError, TopicWalk, type FollowedTopic } from '@harmonybatch/messaging/client';
import type { Recording, RecordingEnd } from './recording';
import type { SeenTraffic } from './seen-traffic';

/** A record's own time is taken for when it was sent where it lies so near to when it was read, ms. */
const nearMs = 60_000;
/** How long what was sent within the window may still be read after its end, ms. */
const maxDrainMs = 5_000;

/**
 * Records what comes to a topic from now on, for `forMs`.
 * @param stop ends it early
 */
export async function recordLive(
  topic: FollowedTopic,
  traffic: SeenTraffic,
  forMs: number,
  stop: AbortSignal,
): Promise<Recording> {
  const ranges = await topic.ranges();
  const walk = new TopicWalk(topic, new Map([...ranges].map(([partition, { end }]) => [partition, end])));
  const fromMs = Date.now();
  let strangeTimes = 0;
  const step = (): Promise<number> => {
    // Partitions that were added since are read from their beginning.
    const partitions = new Set([...topic.leaders.values()].flat());
    return walk.step(partitions, (partition, record) => {
      if (traffic.full) return;
      const readAtMs = Date.now();
      const isNear = Math.abs(record.timestampMs - readAtMs) <= nearMs;
      if (!isNear) strangeTimes += 1;
      traffic.take(partition, record, Math.max(fromMs, isNear ? Math.min(record.timestampMs, readAtMs) : readAtMs));
    });
  };
  const ended = (): RecordingEnd | undefined => {
    if (stop.aborted) return 'interrupted';
    if (traffic.full) return 'record-limit';
    return Date.now() - fromMs >= forMs ? 'time' : undefined;
  };
  const recording = (endedBy: RecordingEnd, untilMs: number, trouble: string | null = null): Recording => ({
    ...{ fromMs, untilMs, endedBy, trouble, strangeTimes },
    emptyOffsets: walk.emptyOffsets,
  });
  let untilMs = fromMs;
  try {
    let end = ended();
    while (end === undefined) {
      await step();
      untilMs = Date.now();
      end = ended();
    }
    untilMs = end === 'time' ? fromMs + forMs : Date.now();
    const drainUntilMs = performance.now() + maxDrainMs;
    while (!traffic.full && performance.now() < drainUntilMs && (await step()) > 0);
    return recording(end, untilMs);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return recording('connection-lost', untilMs, error.message);
  }
}
