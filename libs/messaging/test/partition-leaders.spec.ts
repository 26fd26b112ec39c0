import { createRequire } from 'node:module';
import fc from 'fast-check';
import { rememberLeaders } from '../src/kafkajs/partition-leaders';

interface Metadata {
  readonly partitionId: number;
  readonly leader: number | null;
}
interface Group {
  cluster: { findTopicPartitionMetadata(topic: string): readonly Metadata[] };
  topicsSubscribed: readonly string[];
  partitionsPerSubscribedTopic: ReadonlyMap<string, readonly number[]>;
  preferredReadReplicasPerTopicPartition: Record<string, object>;
  findReadReplicaForPartitions(topic: string, partitions: readonly number[]): Record<number, number[]>;
  generatePartitionsPerSubscribedTopic(): ReadonlyMap<string, readonly number[]>;
  checkForStaleAssignment(): void;
}

const requireHere = createRequire(__filename);
const { prototype } = requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: Group };
const { findReadReplicaForPartitions: unpatched } = { ...Object.getOwnPropertyDescriptors(prototype) };
const find = unpatched.value as Group['findReadReplicaForPartitions'];

beforeAll(() => rememberLeaders());

function groupOn(metadataOf: () => readonly Metadata[]): Group {
  const group = Object.create(prototype) as Group;
  group.cluster = { findTopicPartitionMetadata: () => metadataOf() };
  group.topicsSubscribed = ['t'];
  group.preferredReadReplicasPerTopicPartition = {};
  return group;
}

const metadata = fc.uniqueArray(fc.record({ partitionId: fc.nat(30), leader: fc.nat(3) }), {
  selector: ({ partitionId }) => partitionId,
});

it('are those that kafkajs finds', () => {
  fc.assert(
    fc.property(metadata, fc.uniqueArray(fc.nat(30)), (known, partitions) => {
      const group = groupOn(() => known);
      expect(group.findReadReplicaForPartitions('t', partitions)).toEqual(find.call(group, 't', partitions));
    }),
  );
});

it('give way to a replica that is nearer, and are looked for again where there are none', () => {
  const group = groupOn(() => [{ partitionId: 0, leader: 1 }]);
  group.preferredReadReplicasPerTopicPartition = { t: { 0: { nodeId: 2, expireAt: Date.now() + 60_000 } } };
  expect(group.findReadReplicaForPartitions('t', [0])).toEqual({ 2: [0] });
  const leaderless = groupOn(() => [{ partitionId: 0, leader: null }]);
  expect(() => leaderless.findReadReplicaForPartitions('t', [0])).toThrow('Invalid partition metadata');
});

it('are compared once each time they come: a partition that was added is seen', () => {
  let known: readonly Metadata[] = [{ partitionId: 0, leader: 1 }];
  const group = groupOn(() => known);
  group.partitionsPerSubscribedTopic = group.generatePartitionsPerSubscribedTopic();
  const compare = jest.spyOn(prototype, 'generatePartitionsPerSubscribedTopic');
  for (let fetches = 0; fetches < 3; fetches += 1) group.checkForStaleAssignment();
  expect(compare).toHaveBeenCalledTimes(1);
  known = [...known, { partitionId: 1, leader: 1 }];
  expect(() => group.checkForStaleAssignment()).toThrow('Topic has been updated');
  expect(() => group.checkForStaleAssignment()).toThrow('Topic has been updated');
  group.partitionsPerSubscribedTopic = group.generatePartitionsPerSubscribedTopic();
  group.checkForStaleAssignment();
  group.partitionsPerSubscribedTopic = new Map([['t', [0]]]);
  expect(() => group.checkForStaleAssignment()).toThrow('Topic has been updated');
});
