import type { MemoryGroup, VirtualClock } from '@harmonybatch/memory';
import type { Incarnation } from './incarnation';
import type { Member } from './member';
import { commitIntervalMs, reliefIntervalMs, sessionTimeoutMs } from './world-terms';

/** Hears of every range of offsets that is given up for good. */
export type CommitListener = (topic: string, partition: number, from: number, to: number) => void;

/** The consumer group of one stage: who is in it, who owns which partition, and what they commit. */
export class Membership {
  private members: readonly Member[] = [];
  private shift = 0;

  constructor(
    private readonly topic: string,
    readonly group: MemoryGroup,
    private readonly clock: VirtualClock,
    private readonly listener: CommitListener,
  ) {
    this.commitLater();
    this.relieveLater();
  }

  /** An incarnation joins; an earlier one of its process is gone at once. */
  join(member: Member): void {
    const others = this.members.filter(({ incarnation }) => incarnation.process !== member.incarnation.process);
    this.divide([...others, member], true);
  }

  /** A member takes no more records. */
  quiet(member: Member): void {
    this.group.pause(member);
  }

  /** A member commits and is gone. */
  leave(member: Member): void {
    this.divide(
      this.members.filter((one) => one !== member),
      true,
    );
  }

  /** A member fell silent: it is assumed to be dead if it still is silent after the session timeout. */
  watch(incarnation: Incarnation): void {
    this.clock.after(sessionTimeoutMs, () => {
      const member = this.members.find((one) => one.incarnation === incarnation);
      if (member === undefined || (incarnation.isAlive && !incarnation.isPaused)) return;
      this.divide(
        this.members.filter((one) => one !== member),
        true,
      );
      if (incarnation.isAlive) this.rejoin(member);
    });
  }

  /** Partitions change hands. @param committed whether those who lose them commit first. */
  rebalance(committed: boolean): void {
    this.shift += 1;
    this.divide(this.members, committed);
  }

  /** It joins again as soon as it goes on. */
  private rejoin(member: Member): void {
    member.incarnation.enter(() => this.join(member));
  }

  private divide(members: readonly Member[], committed: boolean): void {
    if (committed) this.commit();
    this.members = members;
    this.group.assign(members, this.shift);
  }

  private commitLater(): void {
    this.clock.after(commitIntervalMs, () => {
      this.commit();
      this.commitLater();
    });
  }

  private relieveLater(): void {
    this.clock.after(reliefIntervalMs, () => {
      for (const member of this.members) {
        if (member.incarnation.isAlive && !member.incarnation.isPaused)
          member.relieve(this.group.holdings(member), this.clock.monotonicMs());
      }
      this.relieveLater();
    });
  }

  private commit(): void {
    for (const member of this.members) {
      if (!member.incarnation.isAlive || member.incarnation.isPaused) continue;
      this.group.commit(member, (partition, from, to) => this.listener(this.topic, partition, from, to));
    }
  }
}
