export { RedisBatchStore, StoreUnavailableError } from './redis-batch-store';
export type { RedisStoreOptions } from './redis-store-options';
export type { RedisCluster } from './redis-cluster';
export type { RedisSentinels } from './redis-sentinels';
