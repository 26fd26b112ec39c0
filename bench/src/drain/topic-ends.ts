import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';

const pollMs = 20;
/** What has written nothing for so long never will. */
const stallMs = 60_000;

/** Records that were ever written to a topic. */
export async function writtenTo(admin: Admin, topic: string): Promise<number> {
  const ends = await admin.fetchTopicOffsets(topic);
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

/** Resolves when so many were. Rejects where none come any more. */
export async function untilWritten(admin: Admin, topic: string, count: number): Promise<void> {
  let last = -1;
  let sinceMs = performance.now();
  for (;;) {
    const written = await writtenTo(admin, topic);
    if (written >= count) return;
    if (written !== last) sinceMs = performance.now();
    else if (performance.now() - sinceMs > stallMs)
      throw new Error(`${topic} holds ${written} of ${count} records, and none came for ${stallMs} ms`);
    last = written;
    await sleep(pollMs);
  }
}
