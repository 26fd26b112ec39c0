import { createRequire } from 'node:module';
import { topicIdOf } from './topic-metadata';

/** What of kafkajs's membership in a group is used here. */
interface ConsumerGroup {
  readonly topicsSubscribed: readonly string[];
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  checkForStaleAssignment: (this: ConsumerGroup) => void;
}
interface CommittedPartition {
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string | null;
}
interface Offsets<Partition> {
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly Partition[] }[];
}
interface Broker {
  offsetCommit: (this: Broker, commit: Offsets<{ readonly metadata?: string | null }>) => Promise<unknown>;
  offsetFetch: (
    this: Broker,
    question: unknown,
  ) => Promise<{
    readonly responses: readonly { readonly topic: string; readonly partitions: readonly CommittedPartition[] }[];
  }>;
}
type StaleAssignment = new (message: string, details: object) => Error;

const requireHere = createRequire(__filename);
/** Kafka's word for "nothing was committed". */
const nothingCommitted = '-1';
const markPrefix = 'topic=';
/** The ids of what a membership reads, as they were when it had joined with nothing in hand. */
const idsAtJoin = new WeakMap<object, ReadonlyMap<string, string | undefined>>();

/**
 * kafkajs 2.2.4 knows topics by name alone: one that was deleted and recreated is read on where the old one was left, and an
 * offset that was committed for the old one counts for the new one. Here a consumer rejoins its group when a topic of it
 * has another id, and a commit says for which topic it was made: where that is another one, nothing was committed.
 */
export function rejoinRecreatedTopics(): void {
  joinAnewWithTopics();
  markCommits();
}

function joinAnewWithTopics(): void {
  const { prototype } = requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup };
  const { KafkaJSStaleTopicMetadataAssignment: Stale } = requireHere('kafkajs/src/errors') as {
    KafkaJSStaleTopicMetadataAssignment: StaleAssignment;
  };
  const { joinAndSync, checkForStaleAssignment } = prototype;

  prototype.joinAndSync = async function () {
    await joinAndSync.call(this);
    idsAtJoin.set(this, new Map(this.topicsSubscribed.map((topic) => [topic, topicIdOf(topic)])));
  };

  prototype.checkForStaleAssignment = function () {
    checkForStaleAssignment.call(this);
    const topic = recreatedOf(this);
    if (topic !== undefined) throw new Stale('The topic was deleted and recreated', { topic, unknownPartitions: [] });
  };
}

/** A topic of the group that has another id than when the group was joined; undefined where there is none. */
function recreatedOf(group: object): string | undefined {
  for (const [topic, id] of idsAtJoin.get(group) ?? []) if (id !== undefined && id !== topicIdOf(topic)) return topic;
  return undefined;
}

/** Whether a topic that this membership of kafkajs reads was recreated since it began to read it. */
export const isAnyRecreated = (group: object): boolean => recreatedOf(group) !== undefined;

function markCommits(): void {
  const { prototype } = requireHere('kafkajs/src/broker') as { prototype: Broker };
  const { offsetCommit, offsetFetch } = prototype;

  prototype.offsetCommit = function (commit) {
    const topics = commit.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((one) => ({ ...one, metadata: one.metadata ?? commitMark(topicIdOf(topic)) })),
    }));
    return offsetCommit.call(this, { ...commit, topics });
  };

  prototype.offsetFetch = async function (question) {
    const answer = await offsetFetch.call(this, question);
    const responses = answer.responses.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((one) =>
        isOfAnother(one.metadata, topicIdOf(topic)) ? { ...one, offset: nothingCommitted } : one,
      ),
    }));
    return { ...answer, responses };
  };
}

/** What a commit says of the topic that it was made for; null where the brokers return no ids. */
export const commitMark = (topicId: string | undefined): string | null =>
  topicId === undefined ? null : `${markPrefix}${topicId}`;

/** A commit that says nothing, of an older version or of a tool, is believed. */
const isOfAnother = (mark: string | null, topicId: string | undefined): boolean =>
  topicId !== undefined && mark !== null && mark.startsWith(markPrefix) && mark !== commitMark(topicId);
