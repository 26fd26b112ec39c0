import { errorText, GrouplessFollower } from '@harmonybatch/messaging/client';
import { nearestName } from '@harmonybatch/pipeline';
import { Refusal } from '../refusal';
import type { System } from '../system/find-system';
import { connectAdmin, kafkaOf, within } from '../system/kafka';

const connectWithinMs = 15_000;

/**
 * A topic that is read without a consumer group: nothing is created, committed or written. Its user needs Describe and Read on it.
 * @param name the topic's whole name on the cluster
 * @throws Refusal where no broker answers, or the topic is not there or may not be read
 */
export async function openTopic(system: System, name: string): Promise<GrouplessFollower> {
  const kafka = kafkaOf(system);
  const admin = await connectAdmin(kafka, system);
  try {
    const topics = await admin.listTopics();
    if (!topics.includes(name)) throw missing(name, topics, system);
  } finally {
    await admin.disconnect();
  }
  const topic = new GrouplessFollower(kafka, name);
  try {
    await within(topic.connect(), connectWithinMs, () => new Error(`no answer within ${connectWithinMs / 1000} s`));
    return topic;
  } catch (error) {
    await topic.close().catch(() => undefined);
    throw topicRefused(error);
  }
}

/** What the user is told where the topic may not, or cannot, be read. */
export const topicRefused = (error: unknown): Refusal =>
  new Refusal(
    `The topic cannot be read: ${errorText(error)}.`,
    [],
    'Shadow needs Describe and Read on the topic, and no right on any consumer group.',
  );

function missing(name: string, topics: readonly string[], { brokers }: System): Refusal {
  const meant = nearestName(name, topics);
  return new Refusal(
    `There is no topic ${name} on ${brokers.join(', ')}, or this user may not see it.`,
    [],
    meant === null ? 'Name it as it is called on the cluster, with any prefix.' : `Did you mean ${meant}?`,
  );
}
