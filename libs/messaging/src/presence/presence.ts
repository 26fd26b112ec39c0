import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, Kafka, PartitionAssigner } from 'kafkajs';
import { GroupMembers } from '../kafkajs/group-members';
import type { MessagingLog } from '../settings/messaging-log';
import { addressedAssigner } from './addressed-assigner';
import { meet } from './conversation';
import { reachableHost } from './listening-address';
import { networkStack } from './network-stack';
import { type DeadMember, PeerWatches } from './peer-watches';
import type { PresenceAddress } from './presence-address';
import { PresencePort } from './presence-port';
import { RemovalBudget } from './removal-budget';
import { peersAmong, watchedBy } from './ring';

/** Where a process shows its peers that it lives. */
export interface PresenceOptions {
  /** Address to listen on; peers are told it, or where it is every address of the machine, the first one that is not loopback. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Before the members of a group are asked for again, where the coordinator did not answer, ms. */
const retryMs = 1_000;
/** So many former members of a group are looked for at most when a process starts. */
const maxFormerMembers = 64;

/**
 * Has the partitions of a process that died taken over at once, and not when its session has timed out: members of a group hold
 * connections to each other, and whoever finds another one dead has the coordinator remove it.
 */
export class Presence {
  private readonly instance = randomUUID();
  private readonly stack = networkStack();
  private readonly port = new PresencePort(this.instance);
  private readonly members: GroupMembers;
  private readonly watches = new PeerWatches(this.stack, (dead) => void this.remove(dead));
  private readonly budget = new RemovalBudget();
  /** The latest join of each group: what was asked for an earlier one does not count any more. */
  private readonly joins = new Map<string, symbol>();
  private address: PresenceAddress | undefined;
  private readonly closing = new AbortController();

  constructor(
    kafka: Kafka,
    private readonly options: PresenceOptions,
    private readonly log: MessagingLog,
  ) {
    this.members = new GroupMembers(kafka);
  }

  /** @throws Error where it cannot listen there; it says where */
  async open(): Promise<void> {
    const { host, port } = this.options;
    const { instance, stack } = this;
    try {
      this.address = { host: reachableHost(host), port: await this.port.open(host, port), instance, stack };
    } catch (error) {
      const mend =
        'HARMONYBATCH_PRESENCE_HOST has to be an address of this machine, and HARMONYBATCH_PRESENCE_PORT free there; 0 takes a free one';
      throw new Error(`the port of presence cannot be opened at ${host}, port ${port}: ${String(error)} – ${mend}`, {
        cause: error,
      });
    }
    this.log.info('others see by this address that this process lives', { ...this.address });
  }

  /** Divides as `assigner` does, and tells the group where this process is. */
  addressed(assigner: PartitionAssigner): PartitionAssigner {
    return addressedAssigner(assigner, () => this.address);
  }

  /** Watches the other members of the consumer's group, as they are after each of its joins. */
  attend(groupId: string, consumer: Consumer): void {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => void this.lookAround(groupId, payload.memberId));
  }

  /**
   * Removes members of the group that were processes of this machine and are not there any more, such as the one that this
   * process was started in the place of. Never rejects: what is not removed leaves the group when its session times out.
   */
  async removeFormer(groupId: string): Promise<void> {
    try {
      const peers = peersAmong((await this.members.of(groupId)) ?? [], this.instance);
      const neighbours = peers.filter(({ address }) => this.stack !== undefined && address.stack === this.stack);
      const former = await Promise.all(
        neighbours.slice(0, maxFormerMembers).map(async ({ memberId, address }) => {
          const met = await meet(address);
          if (typeof met === 'object') met.close();
          return met === 'gone' ? [{ groupId, memberId }] : [];
        }),
      );
      await this.remove(former.flat());
    } catch (error) {
      this.log.debug('former members of a group could not be looked for', { groupId, error: String(error) });
    }
  }

  /** To be called when this process has left its groups: it says goodbye to whoever watches it. */
  async close(): Promise<void> {
    this.closing.abort();
    this.watches.close();
    await Promise.all([this.port.close(), this.members.close()]);
  }

  private async lookAround(groupId: string, ownMemberId: string): Promise<void> {
    const join = Symbol();
    this.joins.set(groupId, join);
    const { signal } = this.closing;
    while (!signal.aborted && this.joins.get(groupId) === join) {
      try {
        const members = await this.members.of(groupId);
        if (signal.aborted || this.joins.get(groupId) !== join) return;
        // While it is divided again: another join will follow.
        if (members !== null) this.watches.watch(groupId, watchedBy(ownMemberId, peersAmong(members, this.instance)));
        return;
      } catch (error) {
        this.log.debug('members of a group could not be asked for', { groupId, error: String(error) });
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async remove(dead: readonly DeadMember[]): Promise<void> {
    await Promise.all(dead.map((member) => this.removeOne(member)));
  }

  private async removeOne(member: DeadMember): Promise<void> {
    if (!this.budget.take())
      return this.log.warn('too many members died at a time: this one leaves its group when its session times out', {
        ...member,
      });
    try {
      const wasMember = await this.members.remove(member.groupId, member.memberId);
      if (wasMember) this.log.info('a member of a group died and was removed', { ...member });
    } catch (error) {
      this.log.warn('a member of a group died and could not be removed', { ...member, error: String(error) });
    }
  }
}
