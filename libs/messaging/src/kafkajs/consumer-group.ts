import type { CooperativeAssigner } from '../rebalance/cooperative-assigner';
import type { OffsetCluster, OffsetManager, PositionedGroup } from './fetch-positions';
import type { CoordinatingCluster, Coordinator, JoinAnswer } from './rebalance-connection';

interface Cluster extends CoordinatingCluster, OffsetCluster {
  findGroupCoordinator(terms: { readonly groupId: string }): Promise<Coordinator>;
}
interface Assigner {
  readonly name: string;
  protocol(terms: { topics: string[] }): object;
  assign(group: { members: JoinAnswer['members']; topics: string[] }): Promise<object[]>;
}
type Retrier = <T>(attempt: (bail: (error: unknown) => void) => Promise<T>) => Promise<T>;

/** What of kafkajs's membership in a group is used here; a new one for each run of a consumer. */
export interface ConsumerGroup extends PositionedGroup {
  readonly cluster: Cluster;
  readonly assigners: readonly (Assigner | CooperativeAssigner)[];
  readonly topicsSubscribed: string[];
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly retrier: Retrier;
  readonly logger: Record<'info' | 'warn', (message: string, details: object) => void>;
  readonly subscriptionState: { assign(share: { topic: string; partitions: number[] }[]): void };
  topics: readonly string[];
  leaderId: string | null;
  members: JoinAnswer['members'] | null;
  groupProtocol: string | null;
  /** When the coordinator last answered a heartbeat, by the clock of this machine, epoch ms. */
  lastRequest: number;
  partitionsPerSubscribedTopic: ReadonlyMap<string, readonly number[]> | null;
  offsetManager: OffsetManager | null;
  isLeader(): boolean;
  generatePartitionsPerSubscribedTopic(): ReadonlyMap<string, readonly number[]>;
}
/** It is sent where the last answer of the coordinator is older than that, ms. */
export interface HeartbeatTerms {
  readonly interval: number;
}
/** What kafkajs throws. */
export interface Fault extends Error {
  /** Kafka's own word for the error, where a broker answered with one. */
  readonly type?: string;
}
