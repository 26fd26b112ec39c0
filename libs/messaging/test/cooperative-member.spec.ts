import { setImmediate } from 'node:timers/promises';
import { AssignerProtocol } from 'kafkajs';
import type { ConsumerGroup } from '../src/kafkajs/consumer-group';
import { CooperativeMember } from '../src/kafkajs/cooperative-member';
import { CooperativeAssigner, cooperativeProtocol } from '../src/rebalance/cooperative-assigner';

const topic = 'topic';

/** A member of a group of which a leader elsewhere says after each division whether it is finished. */
function memberLedBy(isUnfinished: () => boolean) {
  const told = { joins: 0, warnings: [] as string[] };
  const coordinator = {
    nodeId: 1,
    connectionPool: { host: 'broker', port: 9092, rack: null },
    isConnected: () => true,
    joinGroup: () => {
      told.joins += 1;
      return Promise.resolve({
        generationId: told.joins,
        leaderId: 'leader',
        memberId: 'member',
        members: [],
        groupProtocol: cooperativeProtocol,
      });
    },
    syncGroup: () => {
      const userData = Buffer.from(JSON.stringify({ unfinished: isUnfinished() }));
      const memberAssignment = AssignerProtocol.MemberAssignment.encode({
        version: 0,
        assignment: { [topic]: [0] },
        userData,
      });
      return Promise.resolve({ memberAssignment });
    },
  };
  const assigner = new CooperativeAssigner({ findTopicPartitionMetadata: () => [] }, () => Promise.resolve());
  const group = {
    cluster: {
      findGroupCoordinator: () => Promise.resolve(coordinator),
      brokerPool: {
        connectionPoolBuilder: { build: () => Promise.resolve(coordinator.connectionPool) },
        createBroker: () => coordinator,
      },
    },
    assigners: [assigner],
    topicsSubscribed: [topic],
    groupId: 'group',
    topicConfigurations: {},
    retrier: (attempt: (bail: () => void) => Promise<unknown>) => attempt(() => undefined),
    logger: { info: () => undefined, warn: (message: string) => told.warnings.push(message) },
    subscriptionState: { assign: () => undefined },
    instrumentationEmitter: { emit: () => undefined },
    offsetManager: null,
    isLeader: () => false,
    generatePartitionsPerSubscribedTopic: () => new Map(),
  };
  return { member: new CooperativeMember(group as unknown as ConsumerGroup, assigner), told };
}

/** Lets everything happen that waits for no timer. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await setImmediate();
};

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

it('joins again at once until the division is finished', async () => {
  const { member, told } = memberLedBy(() => told.joins < 3);
  await member.joinAnew();
  await settled();
  expect(told).toEqual({ joins: 3, warnings: [] });
});

it('joins seldom where the leader never finishes, and says so', async () => {
  const { member, told } = memberLedBy(() => true);
  await member.joinAnew();
  await settled();
  expect(told).toEqual({ joins: 16, warnings: ['The leader of the group does not finish dividing it'] });
  expect(member.owns({ topic, partition: 0 })).toBe(true);
  jest.advanceTimersByTime(5_000);
  await settled();
  expect(told.joins).toBe(17);
  member.joinAside(); // the group is divided anew
  await settled();
  expect(told.joins).toBe(18);
  member.end();
  jest.advanceTimersByTime(60_000);
  await settled();
  expect(told.joins).toBe(18);
});

it('joins at once again after a division that was finished', async () => {
  let unfinished = true;
  const { member, told } = memberLedBy(() => unfinished);
  await member.joinAnew();
  await settled();
  unfinished = false;
  member.joinAside();
  await settled();
  expect(told.joins).toBe(17);
  unfinished = true;
  member.joinAside();
  await settled();
  expect(told.joins).toBe(17 + 16);
});

describe('a heartbeat that the coordinator finds to be of another generation', () => {
  const illegal = Object.assign(new Error('not valid'), { type: 'ILLEGAL_GENERATION', name: 'KafkaJSProtocolError' });
  const joined = async () => {
    const { member, told } = memberLedBy(() => false);
    await member.joinAnew();
    const sent: number[] = [];
    const beat = (refused: number): Promise<void> =>
      member.heartbeat(
        ({ interval }) => {
          sent.push(interval);
          return sent.length <= refused ? Promise.reject(illegal) : Promise.resolve();
        },
        { interval: 200 },
      );
    return { told, sent, beat };
  };

  it('was sent before the last division, where the next one is answered well: reading goes on', async () => {
    const { told, sent, beat } = await joined();
    await beat(1);
    await settled();
    expect(sent).toEqual([200, 0]);
    expect(told.joins).toBe(1);
  });

  it('has the group joined anew where the next one is refused as well', async () => {
    const { sent, beat } = await joined();
    await expect(beat(2)).rejects.toBe(illegal);
    expect(sent).toEqual([200, 0]);
  });
});
