import { AssignerProtocol, type Assigner, type Cluster, type GroupMember } from 'kafkajs';
import { decodeClaims, encodeClaims, noClaims, type Claims } from './claims';
import { divide, type DividedMember, type Partitions } from './sticky-division';

/** What a member has to do before a partition that was taken from it goes to another. */
export type HandOver = (partitions: Partitions) => Promise<void>;

/** By this name the members of a group find that all of them read on while it is divided. */
export const cooperativeProtocol = 'harmonybatch-cooperative';

const version = 0;
const { MemberMetadata, MemberAssignment } = AssignerProtocol;

/** The assigner of one consumer of kafkajs, which says at each join what the consumer reads. */
export class CooperativeAssigner implements Assigner {
  readonly name = cooperativeProtocol;
  readonly version = version;
  /** Told when the consumer joins next. */
  claims: Claims = noClaims;
  /** Told from the next join on: the consumer wants no partitions any more. */
  leaves = false;

  constructor(
    private readonly cluster: Pick<Cluster, 'findTopicPartitionMetadata'>,
    /** Lets go of partitions: nothing of them is delivered any more when it is called. Another reads them once it has resolved. */
    readonly handOver: HandOver,
  ) {}

  protocol({ topics }: { topics: string[] }) {
    const metadata = MemberMetadata.encode({
      version,
      topics,
      userData: encodeClaims({ ...this.claims, leaves: this.leaves }),
    });
    return { name: this.name, metadata };
  }

  /** Called at the leader of the group alone. */
  assign({ members, topics }: { members: GroupMember[]; topics: string[] }) {
    const partitions = Object.fromEntries(topics.map((topic) => [topic, this.partitionsOf(topic)]));
    const { byMember, unfinished } = divide(members.map(describedMember), partitions);
    const userData = Buffer.from(JSON.stringify({ unfinished }));
    const assignments = [...byMember].map(([memberId, share]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({ version, assignment: mutable(share), userData }),
    }));
    return Promise.resolve(assignments);
  }

  private partitionsOf(topic: string): number[] {
    return this.cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
  }
}

/** What a member was given. */
export interface Share {
  readonly partitions: Partitions;
  /** All members are to join again at once: others have to hand over first what this division gives to nobody. */
  readonly unfinished: boolean;
}

/** @param bytes what the coordinator passed on from the leader; empty where it has nothing for this member */
export function decodeShare(bytes: Buffer): Share {
  const decoded = bytes.length === 0 ? null : MemberAssignment.decode(bytes);
  if (decoded === null) return { partitions: {}, unfinished: false };
  return { partitions: decoded.assignment, unfinished: isUnfinished(decoded.userData) };
}

/** Leaders of other protocols say nothing. */
function isUnfinished(userData: Buffer): boolean {
  try {
    return (JSON.parse(userData.toString()) as { unfinished?: unknown } | null)?.unfinished === true;
  } catch {
    return false;
  }
}

function describedMember({ memberId, memberMetadata }: GroupMember): DividedMember {
  const decoded = MemberMetadata.decode(memberMetadata);
  return { id: memberId, topics: decoded?.topics ?? [], ...decodeClaims(decoded?.userData ?? null) };
}

const mutable = (partitions: Partitions): Record<string, number[]> =>
  Object.fromEntries(Object.entries(partitions).map(([topic, numbers]) => [topic, [...numbers]]));
