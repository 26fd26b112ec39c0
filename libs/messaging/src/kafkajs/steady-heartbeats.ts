import { createRequire } from 'node:module';

/** What of kafkajs's membership in a group is used here. */
interface ConsumerGroup {
  /** When the coordinator last answered, by the clock of this machine, epoch ms. */
  lastRequest: number;
  heartbeat: (this: ConsumerGroup, terms: { readonly interval: number }) => Promise<void>;
}
interface BrokerPool {
  readonly metadataMaxAge: number;
  metadataExpireAt: number | null;
  refreshMetadataIfNecessary: (this: BrokerPool, topics: readonly string[]) => Promise<unknown>;
}

const requireHere = createRequire(__filename);

/**
 * kafkajs 2.2.4 counts the time between heartbeats, and the age of metadata, by a clock that may be set: set back by a minute,
 * a consumer sends none for a minute and loses its partitions. Here a time that lies ahead is assumed to be over.
 */
export function steadyHeartbeats(): void {
  const group = requireHere('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup };
  const { heartbeat } = group.prototype;
  group.prototype.heartbeat = function (terms) {
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    return heartbeat.call(this, terms);
  };
  const pool = requireHere('kafkajs/src/cluster/brokerPool') as { prototype: BrokerPool };
  const { refreshMetadataIfNecessary } = pool.prototype;
  pool.prototype.refreshMetadataIfNecessary = function (topics) {
    if ((this.metadataExpireAt ?? 0) > Date.now() + this.metadataMaxAge) this.metadataExpireAt = null;
    return refreshMetadataIfNecessary.call(this, topics);
  };
}
