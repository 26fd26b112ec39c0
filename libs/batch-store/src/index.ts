export { RedisBatchStore, type RedisStoreOptions, StoreUnavailableError } from './redis-batch-store';
export type { RedisCluster } from './redis-cluster';
export type { RedisSentinels } from './redis-sentinels';
