import type { RedisCluster, RedisSentinels } from '@harmonybatch/batch-store';
import { brokerList, integer, optional, pemFile, text, urls, type ConfigOf } from '@harmonybatch/service-kit';

const maxServers = 64;

/** Where the batch buffers are. */
export const batchStoreVariables = {
  redisUrls: urls('REDIS_URL', {
    description:
      'Redis of the batch buffers; several, divided by commas, share the requests of each model. In the same order for all services.',
    schemes: ['redis', 'rediss'],
    default: 'redis://127.0.0.1:6379',
    max: maxServers,
    secret: true,
  }),
  redisShards: optional(
    integer('REDIS_SHARDS', {
      description:
        'Into how many shards the buffers of each model are divided, the same for all services; absent: one for each Redis, of which a cluster is one.',
      min: 1,
      max: maxServers,
    }),
  ),
  redisSentinels: optional(
    brokerList('REDIS_SENTINELS', {
      description: 'Redis Sentinels that are asked for the primary; then the host in REDIS_URL is not used.',
    }),
  ),
  redisSentinelPrimary: text('REDIS_SENTINEL_PRIMARY', {
    description:
      'What the Sentinels call the primary; several, divided by commas, share the requests of each model as several URLs do.',
    pattern: /^[A-Za-z0-9._-]{1,100}(,[A-Za-z0-9._-]{1,100}){0,63}$/,
    expected: 'up to 100 letters, digits, dots, underscores and hyphens, or up to 64 such names, divided by commas',
    default: 'mymaster',
  }),
  redisSentinelUsername: optional(
    text('REDIS_SENTINEL_USERNAME', { description: 'User name at the Sentinels, where they ask for one.' }),
  ),
  redisSentinelPassword: optional(
    text('REDIS_SENTINEL_PASSWORD', { description: 'Password at the Sentinels.', secret: true }),
  ),
  redisCluster: optional(
    brokerList('REDIS_CLUSTER', {
      description:
        'Nodes of a Redis Cluster that holds the buffers; then the host in REDIS_URL is not used. REDIS_SHARDS spreads each model over its nodes.',
    }),
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

/** One of the servers that share the buffers. */
export interface RedisServer {
  readonly url: string;
  readonly sentinels?: RedisSentinels | undefined;
  readonly cluster?: RedisCluster | undefined;
}

/** The servers of the buffers, in order: those that URLs name, or primaries that Sentinels know; a cluster is one. */
export function redisServers(config: BatchStoreVariables): readonly RedisServer[] {
  const { redisUrls, redisCluster, redisSentinels: nodes } = config;
  if (redisCluster !== undefined) return [{ url: redisUrls[0]!, cluster: { nodes: redisCluster } }];
  if (nodes === undefined) return redisUrls.map((url) => ({ url }));
  const login = { username: config.redisSentinelUsername, password: config.redisSentinelPassword };
  const primaries = config.redisSentinelPrimary.split(',');
  return primaries.map((primary) => ({ url: redisUrls[0]!, sentinels: { nodes, primary, ...login } }));
}

/** What is wrong with the combination of the variables, though each is valid on its own. */
export function batchStoreFaults(config: BatchStoreVariables): readonly string[] {
  const { redisUrls, redisShards, redisSentinels, redisUsername, redisPassword, redisCa, redisCert, redisKey } = config;
  const urls = redisUrls.map((url) => new URL(url));
  const isGivenTwice =
    (urls.some(({ password }) => password !== '') && redisPassword !== undefined) ||
    (urls.some(({ username }) => username !== '') && redisUsername !== undefined);
  const needsTls =
    [redisCa, redisCert, redisKey].some((pem) => pem !== undefined) &&
    urls.some(({ protocol }) => protocol !== 'rediss:');
  const servers = redisServers(config).length;
  return [
    ...clusterFaults(config, urls),
    ...(redisSentinels !== undefined && urls.length > 1
      ? [
          'REDIS_URL names several servers, and REDIS_SENTINELS names them too; keep one URL, and name several primaries in REDIS_SENTINEL_PRIMARY',
        ]
      : []),
    ...(redisShards !== undefined && redisShards < servers
      ? [`REDIS_SHARDS is ${redisShards}, less than the ${servers} servers of REDIS_URL; each needs a shard`]
      : []),
    ...(isGivenTwice ? ['REDIS_URL has a login, and so have REDIS_USERNAME or REDIS_PASSWORD; keep one of them'] : []),
    ...(needsTls
      ? ['REDIS_CA_FILE, REDIS_CERT_FILE and REDIS_KEY_FILE count with TLS only; write rediss:// in REDIS_URL']
      : []),
    ...((redisCert === undefined) === (redisKey === undefined)
      ? []
      : ['REDIS_CERT_FILE and REDIS_KEY_FILE must be set together']),
  ];
}

/** What does not go together with a cluster. */
function clusterFaults({ redisCluster, redisSentinels }: BatchStoreVariables, urls: readonly URL[]): readonly string[] {
  if (redisCluster === undefined) return [];
  const namesDatabase = urls.some(({ pathname }) => !['', '/', '/0'].includes(pathname));
  return [
    ...(redisSentinels === undefined
      ? []
      : ['REDIS_CLUSTER and REDIS_SENTINELS are both set; a cluster promotes its replicas itself: keep one of them']),
    ...(urls.length > 1
      ? [
          'REDIS_URL names several servers, and REDIS_CLUSTER names nodes; keep one URL, of which scheme and login count',
        ]
      : []),
    ...(namesDatabase ? ['REDIS_URL names a database, and a Redis Cluster has none but 0; take it off the URL'] : []),
  ];
}
