export { RedisBatchStore, type RedisStoreOptions, StoreUnavailableError } from './redis-batch-store';
export type { RedisSentinels } from './redis-sentinels';
