import { deadLetterTopics, topics, type TopicContract } from '@harmonybatch/contracts';
import { deviations } from '../src/topics/topic-configs';
import { replicationFault, replicationFor } from '../src/topics/replication';

const right = (topic: TopicContract): Record<string, string> => ({
  'cleanup.policy': topic.cleanup,
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(topic.maxRecordBytes ?? 4 * 1024 * 1024),
  'retention.ms': String(topic.retentionMs ?? 604_800_000),
  'retention.bytes': '-1',
  'min.insync.replicas': '1',
});

const found = (topic: TopicContract, over: Record<string, string>, replicas = 1): string[] =>
  deviations(topic, { config: new Map(Object.entries({ ...right(topic), ...over })), replicas }).map(
    ({ kind, setting, right: value }) => `${kind} ${setting}=${value}`,
  );

const { appRegistered, inferenceCompleted, inferenceRequested, batchReady } = topics;
const dead = deadLetterTopics[inferenceRequested.name]!;
const size = String(4 * 1024 * 1024);

it.each([...Object.values(topics), dead])('is silent about $name as its contract asks for', (topic) => {
  expect(found(topic, {})).toEqual([]);
});

it.each([
  [appRegistered, { 'cleanup.policy': 'delete' }, ['refused cleanup.policy=compact']],
  [appRegistered, { 'cleanup.policy': 'compact,delete' }, ['refused cleanup.policy=compact']],
  [inferenceCompleted, { 'cleanup.policy': 'compact' }, ['refused cleanup.policy=delete']],
  [inferenceCompleted, { 'cleanup.policy': 'compact,delete' }, ['refused cleanup.policy=delete']],
  [inferenceRequested, { 'message.timestamp.type': 'CreateTime' }, ['noted message.timestamp.type=LogAppendTime']],
  [batchReady, { 'max.message.bytes': '1048588' }, [`refused max.message.bytes=${size}`]],
  [inferenceRequested, { 'max.message.bytes': '1048588' }, [`noted max.message.bytes=${size}`]],
  [dead, { 'max.message.bytes': '1048588' }, [`noted max.message.bytes=${dead.maxRecordBytes}`]],
  [inferenceCompleted, { 'retention.ms': '60000' }, ['refused retention.ms=86400000']],
  [inferenceCompleted, { 'retention.ms': '3600000' }, ['noted retention.ms=86400000']],
  [inferenceCompleted, { 'retention.ms': '-1' }, []],
  [inferenceCompleted, { 'retention.bytes': '1000000' }, ['noted retention.bytes=-1']],
  [inferenceCompleted, { 'min.insync.replicas': '2' }, ['refused min.insync.replicas=1']],
])('judges $name with %o', (topic, over, expected) => {
  expect(found(topic, over as unknown as Record<string, string>)).toEqual(expected);
});

it('notes what one broker alone acknowledges where there are three', () => {
  expect(found(inferenceCompleted, {}, 3)).toEqual(['noted min.insync.replicas=2']);
  expect(found(inferenceCompleted, { 'min.insync.replicas': '2' }, 3)).toEqual([]);
});

it.each([
  [{}, 1, { factor: 1, minInsync: 1 }],
  [{}, 2, { factor: 2, minInsync: 1 }],
  [{}, 5, { factor: 3, minInsync: 2 }],
  [{ replicationFactor: 1 }, 5, { factor: 1, minInsync: 1 }],
  [{ minInsyncReplicas: 1 }, 3, { factor: 3, minInsync: 1 }],
])('replicates by %o on %i brokers', (configured, brokers, expected) => {
  expect(replicationFor(configured, brokers)).toEqual(expected);
});

it('says why a replication is impossible', () => {
  expect(replicationFault({ factor: 3, minInsync: 2 }, 1)).toMatch(/REPLICATION_FACTOR is 3.*1 broker:.*1 at most/);
  expect(replicationFault({ factor: 2, minInsync: 3 }, 5)).toMatch(/MIN_INSYNC_REPLICAS is 3.*2 at most/);
  expect(replicationFault({ factor: 3, minInsync: 2 }, 3)).toBeNull();
});
