import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { BatchStore } from '@harmonybatch/ports';
import {
  Deployment,
  optional,
  Readiness,
  SERVICE_CONFIG,
  StagePorts,
  text,
  url,
  type ConfigOf,
} from '@harmonybatch/service-kit';
import { batchStoreMetrics } from '@harmonybatch/telemetry';

/** Where the batch buffers are. */
export const batchStoreVariables = {
  redisUrl: url('REDIS_URL', {
    description: 'Redis of the batch buffers.',
    schemes: ['redis', 'rediss'],
    default: 'redis://127.0.0.1:6379',
  }),
  redisKeyPrefix: optional(
    text('REDIS_KEY_PREFIX', {
      description:
        'Put before every key of the batch buffers; absent: named after the Kafka cluster and KAFKA_TOPIC_PREFIX.',
      pattern: /^[A-Za-z0-9._:-]{1,200}$/,
      expected: 'up to 200 letters, digits, dots, colons, underscores and hyphens',
    }),
  ),
} as const;

export type BatchStoreVariables = ConfigOf<typeof batchStoreVariables>;

const connect = (
  { redisUrl, redisKeyPrefix }: BatchStoreVariables,
  { name, keyPrefix }: Deployment,
  { randomness, events }: StagePorts,
): RedisBatchStore =>
  RedisBatchStore.connect({ url: redisUrl, keyPrefix: redisKeyPrefix ?? keyPrefix, owner: name, events }, randomness);

/** Gives `BatchStore` for a service that reads `batchStoreVariables`: connected, checked for readiness, and closed. */
@Module({
  providers: [
    { provide: RedisBatchStore, inject: [SERVICE_CONFIG, Deployment, StagePorts], useFactory: connect },
    { provide: BatchStore, useExisting: RedisBatchStore },
  ],
  exports: [BatchStore],
})
export class BatchStoreModule implements OnApplicationShutdown {
  constructor(
    private readonly store: RedisBatchStore,
    readiness: Readiness,
    { events }: StagePorts,
  ) {
    readiness.add(async () => [await store.check()].filter((fault) => fault !== null));
    events.watch(batchStoreMetrics.reachable, async () => [
      { labels: {}, value: (await store.check()) === null ? 1 : 0 },
    ]);
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
