import { RedisBatchStore } from '@harmonybatch/batch-store';
import { ShardedStore } from '@harmonybatch/pipeline';
import type { BatchStore } from '@harmonybatch/ports';
import type { Deployment, StagePorts } from '@harmonybatch/service-kit';
import { redisServers, type BatchStoreVariables } from './batch-store-variables';

/** The batch buffers on one Redis, or on several that share the requests of each model. */
export class RedisShards {
  /** All of it as one store. */
  readonly store: BatchStore;

  private constructor(
    private readonly servers: readonly RedisBatchStore[],
    shards: number,
  ) {
    this.store = shards === 1 ? servers[0]! : new ShardedStore(servers, shards);
  }

  /** Connects in the background, each server for itself. */
  static connect(
    config: BatchStoreVariables,
    { name, keyPrefix }: Pick<Deployment, 'name' | 'keyPrefix'>,
    { randomness, events }: Pick<StagePorts, 'randomness' | 'events'>,
  ): RedisShards {
    const servers = redisServers(config);
    const shards = config.redisShards ?? servers.length;
    const common = { login: loginOf(config), keyPrefix: config.redisKeyPrefix ?? keyPrefix, events };
    const stores = servers.map((server, index) =>
      RedisBatchStore.connect(
        { ...server, ...common, owner: ownerOf(name, index, servers.length, shards) },
        randomness,
      ),
    );
    return new RedisShards(stores, shards);
  }

  /** Resolves when all servers can be used. */
  async ready(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.ready()));
  }

  /** What keeps each server from holding batch buffers safely now, in words; nothing where all do. They are asked for that. */
  async check(): Promise<readonly string[]> {
    const faults = await Promise.all(this.servers.map((server) => server.check()));
    const ofServer = (fault: string, index: number): string =>
      faults.length === 1 ? fault : `Redis ${index + 1} of ${faults.length}: ${fault}`;
    return faults.flatMap((fault, index) => (fault === null ? [] : [ofServer(fault, index)]));
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

/**
 * Whose the keys of a server are. Services that divide the requests otherwise are others: where two look for a request in
 * two places, both run it.
 */
const ownerOf = (deployment: string, index: number, servers: number, shards: number): string =>
  shards === 1 ? deployment : `${deployment}, Redis ${index + 1} of ${servers}, ${shards} shards`;

/** Who we are to Redis, and by whom it is believed. */
const loginOf = ({
  redisUsername: username,
  redisPassword: password,
  redisCa,
  redisCert,
  redisKey,
}: BatchStoreVariables) => ({
  username,
  password,
  tls: redisCa === undefined && redisCert === undefined ? undefined : { ca: redisCa, cert: redisCert, key: redisKey },
});
