import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { prefixed } from './topic-names';

/** Whose clock a topic's timestamps are: the broker's when it appended the record, or the producer's. */
export type TimestampType = 'LogAppendTime' | 'CreateTime';

/** Reads `message.timestamp.type` of a topic (its name without prefix). Rejects where the broker does not return it. */
export async function timestampTypeOf(admin: Admin, topicPrefix: string, topic: string): Promise<TimestampType> {
  const name = prefixed(topicPrefix, topic);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configNames: ['message.timestamp.type'] }],
  });
  const value = resources[0]?.configEntries.find((entry) => entry.configName === 'message.timestamp.type')?.configValue;
  if (value === 'LogAppendTime' || value === 'CreateTime') return value;
  throw new Error(`the broker did not return message.timestamp.type of ${name}: grant this client DescribeConfigs`);
}
