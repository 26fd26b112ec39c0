import type { MemoryGroup, VirtualClock } from '@harmonybatch/memory';
import type { Incarnation } from './incarnation';
import type { Member } from './member';
import { commitIntervalMs, requeueIntervalMs, sessionTimeoutMs } from './world-options';

/** Hears of every range of offsets that is given up for good. */
export type CommitListener = (topic: string, partition: number, from: number, to: number) => void;

/** The consumer group of one stage: who is in it, who owns which partition, and what they commit. */
export class Membership {
  private members: readonly Member[] = [];
  private rotation = 0;

  constructor(
    private readonly topic: string,
    readonly group: MemoryGroup,
    private readonly clock: VirtualClock,
    private readonly listener: CommitListener,
  ) {
    this.scheduleCommit();
    this.scheduleRequeue();
  }

  /** An incarnation joins; an earlier one of its process is gone at once. */
  join(member: Member): void {
    const others = this.members.filter(({ incarnation }) => incarnation.process !== member.incarnation.process);
    this.assign([...others, member], true);
  }

  /** A member takes no more records. */
  pause(member: Member): void {
    this.group.pause(member);
  }

  /** A member commits and is gone. */
  leave(member: Member): void {
    this.assign(
      this.members.filter((one) => one !== member),
      true,
    );
  }

  /** A member fell silent: it is assumed to be dead if it still is silent after the session timeout. */
  expireIfSilent(incarnation: Incarnation): void {
    this.clock.after(sessionTimeoutMs, () => {
      const member = this.members.find((one) => one.incarnation === incarnation);
      if (member === undefined || (incarnation.isAlive && !incarnation.isPaused)) return;
      this.assign(
        this.members.filter((one) => one !== member),
        true,
      );
      if (incarnation.isAlive) this.rejoin(member);
    });
  }

  /** Partitions change hands. @param committed whether those who lose them commit first. */
  rebalance(committed: boolean): void {
    this.rotation += 1;
    this.assign(this.members, committed);
  }

  /** It joins again as soon as it goes on. */
  private rejoin(member: Member): void {
    member.incarnation.enter(() => this.join(member));
  }

  private assign(members: readonly Member[], committed: boolean): void {
    if (committed) this.commit();
    this.members = members;
    this.group.assign(members, this.rotation);
  }

  private scheduleCommit(): void {
    this.clock.after(commitIntervalMs, () => {
      this.commit();
      this.scheduleCommit();
    });
  }

  private scheduleRequeue(): void {
    this.clock.after(requeueIntervalMs, () => {
      for (const member of this.members) {
        if (member.incarnation.isAlive && !member.incarnation.isPaused)
          member.requeue(this.group.holdings(member), this.clock.monotonicMs());
      }
      this.scheduleRequeue();
    });
  }

  private commit(): void {
    for (const member of this.members) {
      if (!member.incarnation.isAlive || member.incarnation.isPaused) continue;
      this.group.commit(member, (partition, from, to) => this.listener(this.topic, partition, from, to));
    }
  }
}
