export * from './redis-batch-store';
