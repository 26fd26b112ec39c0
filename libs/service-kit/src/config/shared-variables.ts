import { brokerList, choice, flag, integer, optional, pemFile, text } from './kinds';
import { tracingVariables } from './tracing-variables';

/** How every program of the project reaches Kafka, the command line too. */
export const kafkaConnectionVariables = {
  kafkaBrokers: brokerList('KAFKA_BROKERS', { description: 'Bootstrap brokers.', default: '127.0.0.1:9092' }),
  kafkaTopicPrefix: text('KAFKA_TOPIC_PREFIX', {
    description: 'Prefix of the name of every topic and consumer group.',
    pattern: /^[A-Za-z0-9._-]{0,100}$/,
    expected: 'up to 100 letters, digits, dots, underscores and hyphens',
    default: '',
  }),
  kafkaSsl: choice('KAFKA_SSL', {
    description: 'Whether to connect with TLS.',
    of: ['true', 'false'],
    default: 'false',
  }),
  kafkaSslCa: optional(
    pemFile('KAFKA_SSL_CA_FILE', {
      description: 'Certificates of the authorities that Kafka is believed by; absent: those that Node knows.',
    }),
  ),
  kafkaSslCert: optional(
    pemFile('KAFKA_SSL_CERT_FILE', { description: 'Certificate that is shown to Kafka (mutual TLS).' }),
  ),
  kafkaSslKey: optional(pemFile('KAFKA_SSL_KEY_FILE', { description: 'Private key of that certificate.' })),
  kafkaSaslMechanism: optional(
    choice('KAFKA_SASL_MECHANISM', {
      description: 'SASL mechanism; absent: no authentication.',
      of: ['plain', 'scram-sha-256', 'scram-sha-512'],
    }),
  ),
  kafkaSaslUsername: optional(text('KAFKA_SASL_USERNAME', { description: 'SASL user name.' })),
  kafkaSaslPassword: optional(text('KAFKA_SASL_PASSWORD', { description: 'SASL password.', secret: true })),
} as const;

/** What every service reads. */
export const sharedVariables = {
  ...kafkaConnectionVariables,
  kafkaSessionTimeoutMs: integer('KAFKA_SESSION_TIMEOUT_MS', {
    description: 'Consumer session timeout.',
    min: 1000,
    max: 300_000,
    default: 6000,
  }),
  partitions: integer('HARMONYBATCH_PARTITIONS', {
    description: 'Partition count of the topics that carry requests and batches, where services create them.',
    min: 1,
    max: 1000,
    default: 12,
  }),
  replicationFactor: optional(
    integer('HARMONYBATCH_REPLICATION_FACTOR', {
      description: 'Replicas of each partition of a topic that is created; absent: one a broker, at most 3.',
      min: 1,
      max: 9,
    }),
  ),
  minInsyncReplicas: optional(
    integer('HARMONYBATCH_MIN_INSYNC_REPLICAS', {
      description: 'min.insync.replicas of topics that are created; absent: 2 of 3 or more, else 1.',
      min: 1,
      max: 9,
    }),
  ),
  httpHost: text('HTTP_HOST', { description: 'Address of health and metrics.', default: '127.0.0.1' }),
  httpPort: integer('HTTP_PORT', {
    description: 'Port of health and metrics; 0 takes a free one.',
    min: 0,
    max: 65_535,
    default: 0,
  }),
  presence: flag('HARMONYBATCH_PRESENCE', {
    description:
      'Whether replicas of a service watch each other, so that what a killed one read is taken over at once.',
    default: true,
  }),
  presenceHost: text('HARMONYBATCH_PRESENCE_HOST', {
    description:
      'Address by which other replicas see that this one lives; 0.0.0.0: all, of which they are told the first that is not loopback.',
    default: '127.0.0.1',
  }),
  presencePort: integer('HARMONYBATCH_PRESENCE_PORT', {
    description: 'Port by which other replicas see that this one lives; 0 takes a free one.',
    min: 0,
    max: 65_535,
    default: 0,
  }),
  logLevel: choice('LOG_LEVEL', {
    description: 'Minimum log level.',
    of: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    default: 'info',
  }),
  shutdownGraceMs: integer('HARMONYBATCH_SHUTDOWN_GRACE_MS', {
    description: 'Shutdown grace period: how long a service may take to drain before it exits.',
    min: 0,
    max: 600_000,
    default: 10_000,
  }),
  warmUpMs: integer('HARMONYBATCH_WARM_UP_MS', {
    description: 'Longest rehearsal in memory before the service takes part; 0: none.',
    min: 0,
    max: 60_000,
    default: 3_000,
  }),
  exitWithParent: flag('HARMONYBATCH_EXIT_WITH_PARENT', {
    description: 'Whether to end when standard input closes.',
    default: false,
  }),
  ...tracingVariables,
} as const;
