export { RedisBatchStore, type RedisStoreOptions, StoreUnavailableError } from './redis-batch-store';
