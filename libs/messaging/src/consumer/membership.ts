import type { Consumer } from 'kafkajs';
import { isTransient } from './restarting-run';

/** Kafka answers a fetch or a heartbeat several times a second; a silence of this length is reported, ms. */
const maxSilenceMs = 5_000;

export interface MembershipListener {
  /** Partitions by the topics' names on the cluster. */
  joined(memberId: string, partitions: Readonly<Record<string, readonly number[]>>): void;
  /** The group is rebalancing; a commit begun now still counts. */
  rebalancing(): void;
  heartbeat(): void;
  /** It reads nothing until it joins again, if it does. */
  left(): void;
  /** kafkajs has given up, but the fault passes: run it again. */
  interrupted(): void;
  /** It ended for good. */
  crashed(error: Error): void;
}

/** Follows a kafkajs consumer's membership in its group, and knows whether it is a member now. */
export class Membership {
  /** Resolves at the first join; rejects if the consumer ends before. */
  readonly firstJoin: Promise<void>;
  private isMember = false;
  private lastHeardAtMs: number;
  private firstJoinSettlers!: { resolve: () => void; reject: (error: Error) => void };

  constructor(
    consumer: Consumer,
    listener: MembershipListener,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    this.lastHeardAtMs = monotonicMs();
    this.firstJoin = new Promise((resolve, reject) => (this.firstJoinSettlers = { resolve, reject }));
    this.firstJoin.catch(() => undefined); // a crash is reported to the listener too
    const { events } = consumer;
    for (const event of [events.GROUP_JOIN, events.FETCH, events.HEARTBEAT])
      consumer.on(event, () => (this.lastHeardAtMs = this.monotonicMs()));
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.isMember = true;
      listener.joined(payload.memberId, payload.memberAssignment);
      this.firstJoinSettlers.resolve();
    });
    consumer.on(events.REBALANCING, () => listener.rebalancing());
    consumer.on(events.HEARTBEAT, () => listener.heartbeat());
    const leave = (): void => {
      this.isMember = false;
      listener.left();
    };
    consumer.on(events.STOP, leave);
    consumer.on(events.DISCONNECT, leave);
    consumer.on(events.CRASH, ({ payload }) => {
      leave();
      if (payload.restart) return;
      if (isTransient(payload.error)) return listener.interrupted();
      this.firstJoinSettlers.reject(payload.error);
      listener.crashed(payload.error);
    });
  }

  get joined(): boolean {
    return this.isMember;
  }

  /** Why nothing is read now, in words; null where reading goes on. */
  notReadyReason(name: string): string | null {
    if (!this.isMember) return `the consumer of ${name} has not joined its group`;
    const silentMs = this.monotonicMs() - this.lastHeardAtMs;
    if (silentMs <= maxSilenceMs) return null;
    return `Kafka has not answered the consumer of ${name} for ${Math.round(silentMs / 1000)} s`;
  }
}
