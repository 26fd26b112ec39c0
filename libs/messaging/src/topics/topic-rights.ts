import type { Kafka } from 'kafkajs';
import type { TopicContract } from '@harmonybatch/contracts';
import { ownCluster } from '../kafkajs/own-cluster';
import { prefixed } from './topic-names';

/** What of kafkajs's cluster is used here. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  metadata(question: {
    readonly topics: readonly string[];
  }): Promise<{ readonly topicMetadata: readonly Told[] } | null>;
}
interface Told {
  readonly topic: string;
  /** A bit for each operation, by its code at Kafka's authorizer; absent where the broker is older than that. */
  readonly allowedOperations?: number;
}

/** Codes of operations at Kafka's authorizer. */
const codes = { Read: 3, Write: 4 } as const;
type Operation = keyof typeof codes;
/** What a broker says that does not know. */
const notTold = -(2 ** 31);

/**
 * Rights that a service lacks on topics, which are there, by its contracts: each in words, with what mends it. What it would be refused when it
 * first reads or writes there is known before it begins so.
 * @param service its role in the contracts
 * @throws kafkajs's own errors, where no broker answers
 */
export async function lackingRights(
  kafka: Kafka,
  { topicPrefix, service }: { readonly topicPrefix: string; readonly service: string },
  topics: readonly TopicContract[],
): Promise<string[]> {
  const names = topics.map(({ name }) => prefixed(topicPrefix, name));
  const allowed = await allowedOperationsOf(kafka, names);
  return topics.flatMap((topic) => {
    const name = prefixed(topicPrefix, topic.name);
    const lacking = needed(service, topic).filter((operation) => !isAllowed(allowed.get(name), operation));
    return lacking.map(
      (operation) =>
        `topic ${name}: this user lacks ${operation} on the topic: give it the rights that \`harmonybatch acls\` prints`,
    );
  });
}

function needed(service: string, { consumers, producers }: TopicContract): Operation[] {
  const isAmong = (roles: readonly string[]): boolean => roles.includes(service);
  return [...(isAmong(consumers) ? (['Read'] as const) : []), ...(isAmong(producers) ? (['Write'] as const) : [])];
}

const isAllowed = (bits: number | undefined, operation: Operation): boolean =>
  bits === undefined || bits === notTold || (bits & (1 << codes[operation])) !== 0;

async function allowedOperationsOf(kafka: Kafka, names: string[]): Promise<ReadonlyMap<string, number | undefined>> {
  const cluster = ownCluster<Cluster>(kafka);
  await cluster.connect();
  try {
    const answer = await cluster.metadata({ topics: names });
    // Null while a partition has no leader: what is refused is told when it is refused.
    const told = answer?.topicMetadata ?? [];
    return new Map(told.map(({ topic, allowedOperations }) => [topic, allowedOperations]));
  } finally {
    await cluster.disconnect();
  }
}
