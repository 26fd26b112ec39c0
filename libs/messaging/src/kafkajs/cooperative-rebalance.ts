import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { CooperativeAssigner } from '../rebalance/cooperative-assigner';
import type { ConsumerGroup as Group, Fault, HeartbeatTerms } from './consumer-group';
import { CooperativeMember } from './cooperative-member';
import type { Place } from './fetch-positions';
import { closeRebalanceConnections } from './rebalance-connection';
import { isAnyRecreated } from './recreated-topics';

interface Offsets {
  readonly topics?: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number }[];
  }[];
}
/** What of kafkajs's membership in a group is changed here. */
interface ConsumerGroup extends Group {
  readonly maxWaitTime: number;
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  heartbeat: (this: ConsumerGroup, terms: HeartbeatTerms) => Promise<void>;
  fetch: (this: ConsumerGroup, nodeId: string) => Promise<Place[]>;
  recoverFromFetch: (this: ConsumerGroup, error: Fault & Place) => Promise<void>;
  resolveOffset: (this: ConsumerGroup, place: Place) => void;
  commitOffsets: (this: ConsumerGroup, offsets?: Offsets) => Promise<void>;
  leave: (this: ConsumerGroup) => Promise<void>;
}
interface Runner {
  readonly running: boolean;
  readonly consumerGroup: ConsumerGroup;
  fetch: (this: Runner, nodeId: string) => Promise<Place[]>;
  handleBatch: (this: Runner, batch: Place) => Promise<void>;
  stop: (this: Runner) => Promise<void>;
}

const requireHere = createRequire(__filename);
/** Another broker leads a partition: the same member reads it there. */
const movedLeader = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
]);
const members = new WeakMap<Group, CooperativeMember>();
const membersByAssigner = new WeakMap<object, CooperativeMember>();

/** Undefined for a consumer that was made without a cooperative assigner: it is left as kafkajs has it. */
function memberOf(group: Group): CooperativeMember | undefined {
  const known = members.get(group);
  if (known !== undefined) return known;
  const assigner = group.assigners.find((one) => one instanceof CooperativeAssigner);
  if (assigner === undefined) return undefined;
  const member = new CooperativeMember(group, assigner);
  members.set(group, member);
  membersByAssigner.set(assigner, member);
  return member;
}

/**
 * Has what a consumer reads given to the other members of its group while it reads on. Resolves when it reads nothing any more, or
 * the group did not take it.
 * @param assigner the consumer's own
 */
export const handOn = async (assigner: object): Promise<void> => membersByAssigner.get(assigner)?.handOn();

/**
 * Whether a consumer was given its share of the partitions once, be it none.
 * @param assigner the consumer's own
 */
export const hasHadItsShare = (assigner: object): boolean => membersByAssigner.get(assigner)?.hasHadItsShare ?? false;

/**
 * kafkajs 2.2.4 stops reading every partition of every member whenever one joins or leaves its group, until all have joined
 * again. Here the members of a group whose consumers have a `CooperativeAssigner` read on, and only what moves stops.
 */
export function rebalanceCooperatively(): void {
  closeRebalanceConnections();
  joinAside();
  readWhatIsOwned();
  commitWhatIsOwned();
  leaveAtOnce();
}

const consumerGroup = (): ConsumerGroup =>
  (requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup }).prototype;
const runner = (): Runner => (requireHere('kafkajs/src/consumer/runner') as { prototype: Runner }).prototype;

function joinAside(): void {
  const prototype = consumerGroup();
  const { joinAndSync, heartbeat, recoverFromFetch } = prototype;

  prototype.joinAndSync = function () {
    return memberOf(this)?.joinAnew() ?? joinAndSync.call(this);
  };

  prototype.heartbeat = function (terms) {
    const send = (due: HeartbeatTerms): Promise<void> => heartbeat.call(this, due);
    return memberOf(this)?.heartbeat(send, terms) ?? send(terms);
  };

  prototype.recoverFromFetch = async function (error) {
    const member = memberOf(this);
    if (member === undefined) return recoverFromFetch.call(this, error);
    if (error.name === 'KafkaJSStaleTopicMetadataAssignment' && !isAnyRecreated(this)) {
      // Partitions were added: they are noticed once, and divided with the others.
      this.partitionsPerSubscribedTopic = this.generatePartitionsPerSubscribedTopic();
      member.joinAside();
    } else if (error.name === 'KafkaJSStaleTopicMetadataAssignment') {
      member.demandJoinAnew();
    } else if (error.type === 'UNKNOWN_TOPIC_OR_PARTITION' || error.name === 'KafkaJSTopicMetadataNotLoaded') {
      await this.cluster.refreshMetadata();
      member.demandJoinAnew();
    } else if (movedLeader.has(error.type ?? '')) {
      await this.cluster.refreshMetadata();
      await sleep(this.maxWaitTime);
    } else if (error.name !== 'KafkaJSOffsetOutOfRange' || member.owns(error)) {
      await recoverFromFetch.call(this, error);
    }
    member.check();
  };
}

/** What was fetched of a partition that was lost meanwhile is not handed over, though it may be this member's again. */
function readWhatIsOwned(): void {
  const group = consumerGroup();
  const { fetch, resolveOffset } = group;
  const tenures = new WeakMap<Place, object>();

  group.fetch = async function (nodeId) {
    const member = memberOf(this);
    if (member === undefined) return fetch.call(this, nodeId);
    member.check();
    const tenureOf = member.tenuresNow();
    const batches = await fetch.call(this, nodeId);
    return batches.filter((batch) => {
      const tenure = tenureOf(batch);
      if (tenure !== undefined) tenures.set(batch, tenure);
      return tenure !== undefined;
    });
  };

  group.resolveOffset = function (place) {
    if (memberOf(this)?.owns(place) ?? true) resolveOffset.call(this, place);
  };

  const reader = runner();
  const { fetch: fetchBatches, handleBatch } = reader;
  // All that one fetch brought is handled at once: kafkajs takes it through as many workers as there may be partitions, needed or not.
  reader.fetch = async function (nodeId) {
    const batches = await fetchBatches.call(this, nodeId);
    if (memberOf(this.consumerGroup) === undefined) return batches;
    await allSettled(batches.map((batch) => this.handleBatch(batch)));
    return [];
  };

  reader.handleBatch = async function (batch) {
    const member = memberOf(this.consumerGroup);
    if (member !== undefined && member.tenuresNow()(batch) !== tenures.get(batch)) return;
    return handleBatch.call(this, batch);
  };
}

/** Throws the first fault of several, once none of them is under way any more. */
async function allSettled(handled: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(handled);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** A commit that is tried again may come after its partition went to another, whose own commits it would undo. */
function commitWhatIsOwned(): void {
  const prototype = consumerGroup();
  const { commitOffsets } = prototype;
  prototype.commitOffsets = async function (offsets) {
    const member = memberOf(this);
    if (member === undefined || offsets?.topics === undefined) return commitOffsets.call(this, offsets);
    const topics = offsets.topics.flatMap(({ topic, partitions }) => {
      const own = partitions.filter(({ partition }) => member.mayCommit({ topic, partition }));
      return own.length === 0 ? [] : [{ topic, partitions: own }];
    });
    if (topics.length > 0) await commitOffsets.call(this, { topics });
  };
}

/** kafkajs leaves its group once the fetches under way have ended: until then nobody reads what it had. */
function leaveAtOnce(): void {
  const prototype = runner();
  const { stop } = prototype;
  prototype.stop = async function () {
    const member = memberOf(this.consumerGroup);
    member?.end(); // also where it crashed: its next run is another membership
    if (member !== undefined && this.running) await this.consumerGroup.leave().catch(() => undefined); // kafkajs tries again
    return stop.call(this);
  };
}
