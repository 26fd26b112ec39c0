export * from './redis-batch-store';
export * from './store-unavailable';
