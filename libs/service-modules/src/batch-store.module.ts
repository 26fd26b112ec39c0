import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { RedisBatchStore, type RedisSentinels } from '@harmonybatch/batch-store';
import { BatchStore } from '@harmonybatch/ports';
import {
  brokerList,
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
  redisSentinels: optional(
    brokerList('REDIS_SENTINELS', {
      description: 'Redis Sentinels that are asked for the primary; then the host in REDIS_URL is not used.',
    }),
  ),
  redisSentinelPrimary: text('REDIS_SENTINEL_PRIMARY', {
    description: 'What the Sentinels call the primary.',
    pattern: /^[A-Za-z0-9._-]{1,100}$/,
    expected: 'up to 100 letters, digits, dots, underscores and hyphens',
    default: 'mymaster',
  }),
  redisSentinelUsername: optional(
    text('REDIS_SENTINEL_USERNAME', { description: 'User name at the Sentinels, where they ask for one.' }),
  ),
  redisSentinelPassword: optional(
    text('REDIS_SENTINEL_PASSWORD', { description: 'Password at the Sentinels.', secret: true }),
  ),
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
  variables: BatchStoreVariables,
  { name: owner, keyPrefix }: Deployment,
  { randomness, events }: StagePorts,
): RedisBatchStore =>
  RedisBatchStore.connect(
    {
      url: variables.redisUrl,
      sentinels: sentinelsOf(variables),
      keyPrefix: variables.redisKeyPrefix ?? keyPrefix,
      owner,
      events,
    },
    randomness,
  );

/** Who is asked for the primary; nobody where REDIS_URL names it. */
const sentinelsOf = (variables: BatchStoreVariables): RedisSentinels | undefined =>
  variables.redisSentinels && {
    nodes: variables.redisSentinels,
    primary: variables.redisSentinelPrimary,
    username: variables.redisSentinelUsername,
    password: variables.redisSentinelPassword,
  };

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
