import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { RedisBatchStore, type RedisSentinels } from '@harmonybatch/batch-store';
import { BatchStore } from '@harmonybatch/ports';
import {
  brokerList,
  Deployment,
  optional,
  pemFile,
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
    secret: true,
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
  redisUsername: optional(
    text('REDIS_USERNAME', { description: 'ACL user, where REDIS_URL names none; absent: the default user.' }),
  ),
  redisPassword: optional(
    text('REDIS_PASSWORD', { description: 'Its password, where REDIS_URL has none.', secret: true }),
  ),
  redisCa: optional(
    pemFile('REDIS_CA_FILE', {
      description:
        'Certificates of the authorities that Redis is believed by (rediss://); absent: those that Node knows.',
    }),
  ),
  redisCert: optional(pemFile('REDIS_CERT_FILE', { description: 'Certificate that is shown to Redis (mutual TLS).' })),
  redisKey: optional(pemFile('REDIS_KEY_FILE', { description: 'Private key of that certificate.' })),
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

/** What is wrong with the combination of the variables, though each is valid on its own. */
export function batchStoreFaults(config: BatchStoreVariables): readonly string[] {
  const { redisUrl, redisUsername, redisPassword, redisCa, redisCert, redisKey } = config;
  const url = new URL(redisUrl);
  const isGivenTwice =
    (url.password !== '' && redisPassword !== undefined) || (url.username !== '' && redisUsername !== undefined);
  const needsTls = [redisCa, redisCert, redisKey].some((pem) => pem !== undefined) && url.protocol !== 'rediss:';
  return [
    ...(isGivenTwice ? ['REDIS_URL has a login, and so have REDIS_USERNAME or REDIS_PASSWORD; keep one of them'] : []),
    ...(needsTls
      ? ['REDIS_CA_FILE, REDIS_CERT_FILE and REDIS_KEY_FILE count with TLS only; write rediss:// in REDIS_URL']
      : []),
    ...((redisCert === undefined) === (redisKey === undefined)
      ? []
      : ['REDIS_CERT_FILE and REDIS_KEY_FILE must be set together']),
  ];
}

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

const connect = (
  variables: BatchStoreVariables,
  { name: owner, keyPrefix }: Deployment,
  { randomness, events }: StagePorts,
): RedisBatchStore =>
  RedisBatchStore.connect(
    {
      url: variables.redisUrl,
      login: loginOf(variables),
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
