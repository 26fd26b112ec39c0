import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import { waitForLeaders } from '../src/topics/ensure-topics';

const timeoutMs = 60_000;
const pollMs = 10;

/**
 * Creates topics and resolves when all their partitions are served. kafkajs's own waiting ends with an error where the broker that
 * it asks has not heard of a topic yet: it asks again for one error alone, LEADER_NOT_AVAILABLE.
 */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics, waitForLeaders: false });
  for (const { topic } of topics) await waitForLeaders(admin, topic, performance.now() + timeoutMs);
}

/** Deletes topics (names on the cluster) and resolves when they are gone: they can be created anew then, and who finds them finds the new ones. */
export async function deleteTopics(admin: Admin, names: string[]): Promise<void> {
  await admin.deleteTopics({ topics: names });
  while ((await admin.listTopics()).some((name) => names.includes(name))) await sleep(pollMs);
}
