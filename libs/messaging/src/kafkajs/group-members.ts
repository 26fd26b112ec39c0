import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { ownCluster } from './own-cluster';

/** What of kafkajs's cluster and broker is used here. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findGroupCoordinator(terms: { readonly groupId: string }): Promise<Coordinator>;
}
interface Coordinator {
  disconnect(): Promise<void>;
  describeGroups(terms: { readonly groupIds: readonly string[] }): Promise<{ readonly groups: readonly Described[] }>;
  leaveGroup(member: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
}
interface Described {
  readonly state: string;
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer | null }[];
}

/** A member of a consumer group, as its coordinator knows it. */
export interface GroupMember {
  readonly memberId: string;
  /** What it said when it joined: the subscription of Kafka's consumer protocol, and whatever follows it. */
  readonly metadata: Buffer;
}

const attempts = 3;
const retryMs = 100;
/** In these states what members said is known, or there are none. */
const settledStates = ['Stable', 'Empty', 'Dead'];

/** Asks the coordinators of consumer groups who is in them, and has them remove members, of which kafkajs 2.2.4 has no public way. */
export class GroupMembers {
  private readonly cluster: Cluster;

  constructor(kafka: Kafka) {
    this.cluster = ownCluster<Cluster>(kafka);
  }

  /**
   * Null while the group is being divided: the coordinator does not tell what members said then.
   * @throws kafkajs's own errors, where the coordinator does not answer
   */
  async of(groupId: string): Promise<readonly GroupMember[] | null> {
    const { groups } = await this.ask(groupId, (coordinator) => coordinator.describeGroups({ groupIds: [groupId] }));
    const group = groups[0];
    if (group === undefined || !settledStates.includes(group.state)) return null;
    return group.members.map(({ memberId, memberMetadata }) => ({
      memberId,
      metadata: memberMetadata ?? Buffer.alloc(0),
    }));
  }

  /**
   * Says in the name of a member that it leaves: what it had is divided among the others at once.
   * @returns whether it still was a member
   * @throws kafkajs's own errors, where the coordinator does not answer
   */
  async remove(groupId: string, memberId: string): Promise<boolean> {
    try {
      await this.ask(groupId, (coordinator) => coordinator.leaveGroup({ groupId, memberId }));
      return true;
    } catch (error) {
      if ((error as { readonly type?: string }).type === 'UNKNOWN_MEMBER_ID') return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.cluster.disconnect();
  }

  /** A coordinator may have moved, and a connection that was idle for minutes is closed by its broker. */
  private async ask<T>(groupId: string, question: (coordinator: Coordinator) => Promise<T>): Promise<T> {
    for (let left = attempts; ; left -= 1) {
      try {
        await this.cluster.connect();
        return await question(await this.cluster.findGroupCoordinator({ groupId }));
      } catch (error) {
        if (left === 1 || (error as { readonly type?: string }).type === 'UNKNOWN_MEMBER_ID') throw error;
        await sleep(retryMs);
        await this.cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }
}
