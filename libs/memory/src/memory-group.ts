import type { HeldPartition, InboundRecord } from '@harmonybatch/ports';
import type { MemoryConsumer } from './memory-consumer';

/** Who reads some partitions of a topic. */
export interface GroupMember {
  handle(records: InboundRecord[]): void;
}

interface PartitionShare {
  readonly consumer: MemoryConsumer;
  owner: GroupMember | null;
  /** First offset that the next owner will read. */
  committed: number;
}

/**
 * The consumers of one topic that share its partitions. What was given up counts for the next owner once it is committed;
 * records delivered under an earlier assignment release nothing any more.
 */
export class MemoryGroup {
  private readonly shares: readonly PartitionShare[];
  private readonly paused = new Set<GroupMember>();

  constructor(consumers: readonly MemoryConsumer[]) {
    this.shares = consumers.map((consumer) => ({ consumer, owner: null, committed: 0 }));
  }

  /**
   * Assigns the partitions again: partition i goes to member i + shift. Those that stay with their owner go on, the others
   * are read again from what was committed.
   */
  assign(members: readonly GroupMember[], shift: number): void {
    this.shares.forEach((share, partition) => {
      const owner = members[(partition + shift) % members.length] ?? null;
      if (owner === share.owner) return;
      share.owner = owner;
      share.consumer.restart((records) => owner?.handle(records), share.committed);
      if (owner === null || this.paused.has(owner)) share.consumer.pause();
      else void share.consumer.resume();
    });
  }

  /** The topic was recreated: what was committed was for another one. */
  onRecreated(): void {
    for (const share of this.shares) share.committed = 0;
  }

  /** All members have noticed that the topic was recreated, and read it from its beginning. */
  rejoinRecreated(): void {
    for (const share of this.shares) {
      if (share.consumer.isOfTopic) continue;
      const { owner } = share;
      share.consumer.restart((records) => owner?.handle(records), 0);
      if (owner !== null && !this.paused.has(owner)) void share.consumer.resume();
    }
  }

  /**
   * Commits what a member gave up of its partitions; `tell` is called for every partition whose offset moves. What is of a topic
   * that was there before counts for no other.
   */
  commit(member: GroupMember, tell: (partition: number, from: number, to: number) => void): void {
    this.shares.forEach((share, partition) => {
      if (share.owner !== member || !share.consumer.isOfTopic) return;
      const from = share.committed;
      share.committed = Math.max(from, share.consumer.committed);
      if (share.committed > from) tell(partition, from, share.committed);
    });
  }

  /** What a member holds of each of its partitions. */
  holdings(member: GroupMember): HeldPartition[] {
    return this.shares.filter(({ owner }) => owner === member).map(({ consumer }) => consumer.holding);
  }

  /** Hands nothing over to this member until `resume`. */
  pause(member: GroupMember): void {
    this.paused.add(member);
    for (const share of this.shares) if (share.owner === member) share.consumer.pause();
  }

  resume(member: GroupMember): void {
    this.paused.delete(member);
    for (const share of this.shares) if (share.owner === member) void share.consumer.resume();
  }

  /** Records that were written and are not committed, over all partitions. */
  get lag(): number {
    return this.shares.reduce((sum, { consumer, committed }) => sum + consumer.end - committed, 0);
  }
}
