import { topics } from '@harmonybatch/contracts';
import type { Kafka } from 'kafkajs';

const partitions = 7;
const addedPartitions = 2;

/** The door is there before the services are, as an operator makes it: compressed by the producer, few partitions. */
export async function makeDoorOfOthers(kafka: Kafka, prefix: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({
      topics: [
        {
          topic: `${prefix}${topics.inferenceRequested.name}`,
          numPartitions: partitions,
          configEntries: [
            { name: 'compression.type', value: 'producer' },
            { name: 'message.timestamp.type', value: 'LogAppendTime' },
            { name: 'max.message.bytes', value: String(4 * 1024 * 1024) },
          ],
        },
      ],
    });
  } finally {
    await admin.disconnect();
  }
}

/** Adds partitions to a topic that is in use. */
export async function addPartitions(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [metadata] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
    const count = (metadata?.partitions.length ?? 0) + addedPartitions;
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
  } finally {
    await admin.disconnect();
  }
}
