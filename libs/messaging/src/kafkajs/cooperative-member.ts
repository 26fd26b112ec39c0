import { createRequire } from 'node:module';
import { noClaims } from '../rebalance/claims';
import {
  cooperativeProtocol,
  decodeShare,
  type CooperativeAssigner,
  type Share,
} from '../rebalance/cooperative-assigner';
import type { Partitions } from '../rebalance/sticky-division';
import type { ConsumerGroup, Fault, HeartbeatTerms } from './consumer-group';
import { carryOver, fetchPositions, type Place } from './fetch-positions';
import { rebalanceConnection, type Coordinator, type JoinAnswer } from './rebalance-connection';
import { isAnyRecreated } from './recreated-topics';

interface Joined extends JoinAnswer {
  readonly coordinator: Coordinator;
  readonly share: Share;
  readonly partitionsPerSubscribedTopic: ReadonlyMap<string, readonly number[]>;
}

const requireHere = createRequire(__filename);
const { KafkaJSError, isRebalancing } = requireHere('kafkajs/src/errors') as {
  KafkaJSError: new (cause: unknown) => Fault;
  isRebalancing: (error: unknown) => boolean;
};
const { events } = requireHere('kafkajs/src/consumer/instrumentationEvents') as {
  events: Record<'GROUP_JOIN' | 'HEARTBEAT' | 'REBALANCING', string>;
};

/** So many joins may follow each other at once because a division was not finished: one hand-over needs two of them. */
const maxJoinsInARow = 16;
/** How long a member then waits for the next one, unless its group asks for it before, ms. */
const unfinishedPauseMs = 5_000;

const keyOf = ({ topic, partition }: Place): string => `${topic}|${partition}`;

/**
 * One consumer's membership in a group whose members read on while it is divided anew. A join runs aside: what this member keeps is
 * fetched, handled and committed meanwhile; what is taken from it is handed over before the group divides again.
 * Where it cannot know what it may keep it lets go of everything, and joins as kafkajs does by itself.
 */
export class CooperativeMember {
  private aside: Promise<void> | null = null;
  private mustJoinAnew = false;
  private wasDivided = false;
  private hasLeft = false;
  /** Divisions in a row that the leader called unfinished. */
  private unfinishedInARow = 0;
  private nextJoin: NodeJS.Timeout | undefined;
  private owned: Partitions = {};
  /** What was taken from this member, and may still be committed by it. */
  private leaving: Partitions = {};
  /** For each partition a token of the time for which it has been this member's without a break. */
  private tenures = new Map<string, object>();

  constructor(
    private readonly group: ConsumerGroup,
    private readonly assigner: CooperativeAssigner,
  ) {}

  /** Joins with nothing in hand. Nothing may be read while it runs. */
  async joinAnew(): Promise<void> {
    await this.aside;
    if (this.hasLeft) return;
    this.mustJoinAnew = false;
    this.giveUp();
    this.assigner.claims = noClaims;
    this.leaving = {};
    const joined = await this.joinPersistently();
    this.take(joined);
    this.own({}); // positions are those that were committed
    this.settle(joined.share.partitions);
    if (this.mustJoinAtOnce(joined.share)) this.joinAside();
    else this.wasDivided = true;
  }

  /** Joins while reading goes on; does nothing where that is under way. What goes wrong with it is met by `check`. */
  joinAside(): void {
    if (this.hasLeft || this.mustJoinAnew) return;
    this.aside ??= this.rejoin().finally(() => (this.aside = null));
  }

  /** Has what it reads given to others while it reads on; resolves when it reads nothing any more, or none of them takes it. */
  async handOn(): Promise<void> {
    this.assigner.leaves = true;
    await this.aside; // it may have joined before it could say so
    if (this.group.groupProtocol !== cooperativeProtocol || !this.ownsAny) return;
    this.joinAside();
    await this.aside;
  }

  /** Whether it was given its share once: until others have handed over what it is to read it reads less. */
  get hasHadItsShare(): boolean {
    return this.wasDivided;
  }

  /**
   * Sends a heartbeat where one is due.
   * @throws an error by which kafkajs stops reading and joins again, where reading must not go on
   */
  async heartbeat(send: (terms: HeartbeatTerms) => Promise<void>, terms: HeartbeatTerms): Promise<void> {
    try {
      await send(terms).catch((error: unknown) => {
        if (!this.mayBeOfThePast(error)) throw error;
        return send({ interval: 0 });
      });
    } catch (error) {
      if (!this.takes(error)) throw error;
    }
    this.check();
  }

  /** A heartbeat of the last generation may be answered when this member is in the next one already: another one tells. */
  private mayBeOfThePast(error: unknown): boolean {
    const { groupProtocol } = this.group;
    return (
      groupProtocol === cooperativeProtocol && (error as Fault).type === 'ILLEGAL_GENERATION' && this.aside === null
    );
  }

  /**
   * A heartbeat failed.
   * @returns whether it need not concern anybody else
   */
  private takes(error: unknown): boolean {
    if (this.group.groupProtocol !== cooperativeProtocol || !isRebalancing(error)) return false;
    const { type } = error as Fault;
    if (type === 'ILLEGAL_GENERATION' && this.aside === null) return false;
    this.group.lastRequest = Date.now();
    if (type === 'REBALANCE_IN_PROGRESS') {
      // The coordinator knows this member, and waits for it.
      const { groupId, memberId, generationId: groupGenerationId } = this.group;
      this.group.instrumentationEmitter.emit(events.HEARTBEAT, { groupId, memberId, groupGenerationId });
    }
    this.joinAside();
    return true;
  }

  /** @throws an error by which kafkajs stops reading and joins again, where reading must not go on */
  check(): void {
    if (!this.mustJoinAnew || this.hasLeft) return;
    throw Object.assign(new KafkaJSError('the group has to be joined anew'), { type: 'REBALANCE_IN_PROGRESS' });
  }

  /** Has everything let go of. */
  demandJoinAnew(): void {
    this.mustJoinAnew = true;
  }

  /** It will not join again. */
  end(): void {
    this.hasLeft = true;
    clearTimeout(this.nextJoin);
  }

  private get ownsAny(): boolean {
    return this.tenures.size > 0;
  }

  owns(place: Place): boolean {
    return this.tenures.has(keyOf(place));
  }

  mayCommit(place: Place): boolean {
    return this.owns(place) || (this.leaving[place.topic]?.includes(place.partition) ?? false);
  }

  /** Tells of what this member owns now, then and later: the same object for as long as a partition stays its own without a break. */
  tenuresNow(): (place: Place) => object | undefined {
    const { tenures } = this;
    return (place) => tenures.get(keyOf(place));
  }

  /** Where the coordinator has forgotten this member, kafkajs itself tells nobody that the group is joined anew. */
  private giveUp(): void {
    const { groupId, memberId, instrumentationEmitter } = this.group;
    if (this.tenures.size > 0) instrumentationEmitter.emit(events.REBALANCING, { groupId, memberId });
  }

  private async rejoin(): Promise<void> {
    try {
      for (let goesOn = true; goesOn && !this.hasLeft && !this.mustJoinAnew;) {
        const joined = await this.joinPersistently();
        if (this.hasLeft) return;
        await this.adopt(joined);
        goesOn = this.mustJoinAtOnce(joined.share);
        if (!goesOn) this.wasDivided = true;
      }
    } catch (error) {
      if (this.hasLeft) return;
      this.mustJoinAnew = true;
      const { groupId } = this.group;
      this.group.logger.warn('The group could not be joined while reading went on', { groupId, error: String(error) });
    }
  }

  /** Whether the division has to go on now. A leader that never finishes has no member join without end. */
  private mustJoinAtOnce({ unfinished }: Share): boolean {
    clearTimeout(this.nextJoin);
    this.unfinishedInARow = unfinished ? this.unfinishedInARow + 1 : 0;
    if (this.unfinishedInARow < maxJoinsInARow) return unfinished;
    const { groupId, leaderId } = this.group;
    const details = { groupId, leaderId, joins: this.unfinishedInARow, pauseMs: unfinishedPauseMs };
    this.group.logger.warn('The leader of the group does not finish dividing it', details);
    if (!this.hasLeft) this.nextJoin = setTimeout(() => this.joinAside(), unfinishedPauseMs).unref();
    return false;
  }

  private joinPersistently(): Promise<Joined> {
    return this.group.retrier(async (bail) => {
      try {
        return await this.join();
      } catch (error) {
        return this.judge(error, bail);
      }
    });
  }

  /** As kafkajs judges it: the coordinator asks for another join, has forgotten this member, or it is a fault. */
  private judge(error: unknown, bail: (error: unknown) => void): never {
    if (isRebalancing(error)) throw new KafkaJSError(error);
    if ((error as Fault).type === 'UNKNOWN_MEMBER_ID') {
      this.group.memberId = null;
      // Others may have been given what it reads: it may not go on as somebody else.
      if (this.aside === null) throw new KafkaJSError(error);
    }
    bail(error);
    throw error;
  }

  private async join(): Promise<Joined> {
    const { group } = this;
    const { groupId, topicsSubscribed: topics } = group;
    const known = group.generatePartitionsPerSubscribedTopic();
    const coordinator = await group.cluster.findGroupCoordinator({ groupId });
    const connection = await rebalanceConnection(group.cluster, coordinator);
    const answer = await connection.joinGroup({
      groupId,
      sessionTimeout: group.sessionTimeout,
      rebalanceTimeout: group.rebalanceTimeout,
      memberId: group.memberId ?? '',
      groupProtocols: group.assigners.map((assigner) => assigner.protocol({ topics })),
    });
    const { generationId, memberId, leaderId } = answer;
    group.memberId = memberId;
    const isLeader = memberId === leaderId;
    const groupAssignment = isLeader ? await this.divided(answer) : [];
    const partitionsPerSubscribedTopic = isLeader ? group.generatePartitionsPerSubscribedTopic() : known;
    const { memberAssignment } = await connection.syncGroup({ groupId, generationId, memberId, groupAssignment });
    return { ...answer, coordinator, partitionsPerSubscribedTopic, share: decodeShare(memberAssignment) };
  }

  private async divided({ members, groupProtocol }: JoinAnswer): Promise<object[]> {
    const { cluster, assigners, topicsSubscribed: topics } = this.group;
    const assigner = assigners.find(({ name }) => name === groupProtocol);
    if (assigner === undefined)
      throw new Error(`the group divides by "${groupProtocol}", which this member did not offer`);
    await cluster.refreshMetadata();
    return assigner.assign({ members, topics });
  }

  /** Joined while reading went on. */
  private async adopt(joined: Joined): Promise<void> {
    // Members of another kind, or a topic in the place of the one that was read: nothing can be kept.
    if (joined.groupProtocol !== cooperativeProtocol || isAnyRecreated(this.group)) {
      this.mustJoinAnew = true;
      return;
    }
    const { partitions } = joined.share;
    const kept = picked(this.owned, (topic, partition) => partitions[topic]?.includes(partition) ?? false);
    const lost = picked(this.owned, (topic, partition) => !kept[topic]!.includes(partition));
    this.leaving = lost;
    this.take(joined);
    this.own(kept);
    if (Object.values(lost).some(({ length }) => length > 0)) await this.assigner.handOver(lost);
    this.leaving = {};
    if (this.hasLeft || this.mustJoinAnew) return;
    this.settle(partitions);
  }

  private take({
    coordinator,
    generationId,
    leaderId,
    members,
    groupProtocol,
    partitionsPerSubscribedTopic,
  }: Joined): void {
    Object.assign(this.group, { coordinator, generationId, leaderId, members, groupProtocol });
    this.group.partitionsPerSubscribedTopic = partitionsPerSubscribedTopic;
    this.group.lastRequest = Date.now();
  }

  /** Reads these partitions from now on, and tells whoever listens. */
  private settle(partitions: Partitions): void {
    const { group } = this;
    this.own(partitions);
    this.assigner.claims = { generation: group.generationId ?? noClaims.generation, owned: this.owned };
    const { groupId, memberId, leaderId, groupProtocol } = group;
    const payload = {
      groupId,
      memberId,
      leaderId,
      groupProtocol,
      isLeader: group.isLeader(),
      memberAssignment: partitions,
    };
    group.instrumentationEmitter.emit(events.GROUP_JOIN, payload);
    group.logger.info('Consumer has joined the group', payload);
  }

  /** Fetches these partitions, each where it was where it was fetched before, and else where it is committed. */
  private own(partitions: Partitions): void {
    const { group } = this;
    // A topic without partitions stays known: kafkajs looks into each of them while it fetches.
    this.owned = Object.fromEntries(group.topicsSubscribed.map((topic) => [topic, partitions[topic] ?? []]));
    const places = Object.entries(this.owned).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    const before = this.tenures;
    this.tenures = new Map(places.map((place) => [keyOf(place), before.get(keyOf(place)) ?? {}]));
    group.topics = group.topicsSubscribed;
    group.subscriptionState.assign(
      Object.entries(this.owned).map(([topic, numbers]) => ({ topic, partitions: [...numbers] })),
    );
    const offsets = fetchPositions(group, this.owned);
    const old = group.offsetManager;
    if (old !== null) for (const place of places) if (before.has(keyOf(place))) carryOver(place, old, offsets);
    group.offsetManager = offsets;
  }
}

const picked = (partitions: Partitions, holds: (topic: string, partition: number) => boolean): Partitions =>
  Object.fromEntries(
    Object.entries(partitions).map(([topic, numbers]) => [
      topic,
      numbers.filter((partition) => holds(topic, partition)),
    ]),
  );
