import { AssignerProtocol } from 'kafkajs';
import { addressedAssigner } from '../src/presence/addressed-assigner';
import { addressIn } from '../src/presence/presence-address';
import { decodeClaims, encodeClaims, noClaims } from '../src/rebalance/claims';
import { CooperativeAssigner, decodeShare } from '../src/rebalance/cooperative-assigner';

const partition = (partitionId: number) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [],
  isr: [],
  offlineReplicas: [],
});
const assigner = (count: number) =>
  new CooperativeAssigner(
    { findTopicPartitionMetadata: () => Array.from({ length: count }, (_, index) => partition(index)) },
    () => Promise.resolve(),
  );
const topics = ['a'];

describe('the assigner of a cooperative group', () => {
  it('tells the leader what its consumer reads, and each member what it is to read', async () => {
    const [old, leader] = [assigner(2), assigner(2)];
    old.claims = { generation: 3, owned: { a: [0, 1] } };
    const members = [
      { memberId: 'new', memberMetadata: leader.protocol({ topics }).metadata },
      { memberId: 'old', memberMetadata: old.protocol({ topics }).metadata },
    ];
    const assigned = await leader.assign({ members, topics });
    const shares = new Map(assigned.map(({ memberId, memberAssignment }) => [memberId, decodeShare(memberAssignment)]));
    expect(shares.get('old')).toEqual({ partitions: { a: [0] }, unfinished: true });
    expect(shares.get('new')).toEqual({ partitions: { a: [] }, unfinished: true });
  });

  it('tells what its consumer reads beside the address at which peers see the process', () => {
    const address = { host: '127.0.0.1', port: 4000, instance: '0'.repeat(36) };
    const terms = {} as Parameters<ReturnType<typeof addressedAssigner>>[0];
    const addressed = addressedAssigner(
      () => assigner(1),
      () => address,
    )(terms);
    expect(addressed).toBeInstanceOf(CooperativeAssigner);
    const claims = { generation: 3, owned: { a: [0] } };
    Object.assign(addressed, { claims });
    const { metadata } = addressed.protocol({ topics });
    expect(decodeClaims(AssignerProtocol.MemberMetadata.decode(metadata)?.userData ?? null)).toEqual(claims);
    expect(addressIn(metadata)).toEqual(address);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['no generation', '{"owned":{}}'],
    ['partitions that are no list', '{"generation":1,"owned":{"a":1}}'],
    ['a partition that is no number', '{"generation":1,"owned":{"a":["0"]}}'],
  ])('takes a member that sends %s for one that reads nothing', (_, text) => {
    expect(decodeClaims(Buffer.from(text))).toEqual(noClaims);
  });

  it('takes a member that sends too much for one that reads nothing', () => {
    const owned = { a: Array.from({ length: 1_000_000 }, (_, index) => index) };
    expect(decodeClaims(encodeClaims({ generation: 1, owned }))).toEqual(noClaims);
  });

  it('reads what a leader of an older version gives, and that the coordinator has nothing for a member', () => {
    const { MemberAssignment } = AssignerProtocol;
    const bytes = MemberAssignment.encode({ version: 0, assignment: { a: [1] }, userData: Buffer.alloc(0) });
    expect(decodeShare(bytes)).toEqual({ partitions: { a: [1] }, unfinished: false });
    expect(decodeShare(Buffer.alloc(0))).toEqual({ partitions: {}, unfinished: false });
  });
});
