import type { KafkaSettings } from '@harmonybatch/messaging';
import { ConfigError } from './read-config';
import type { sharedVariables } from './shared-variables';
import type { ConfigOf } from './variable';

export type SharedConfig = ConfigOf<typeof sharedVariables>;

function saslOf(config: SharedConfig): KafkaSettings['sasl'] {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  if (mechanism === undefined && username === undefined && password === undefined) return undefined;
  if (mechanism !== undefined && username !== undefined && password !== undefined)
    return { mechanism, username, password };
  throw new ConfigError([
    'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD have to be set all or none',
  ]);
}

/** What the shared variables say about Kafka. Throws `ConfigError` where the login is incomplete. */
export const kafkaSettingsOf = (service: string, config: SharedConfig): KafkaSettings => ({
  brokers: config.kafkaBrokers.split(','),
  clientId: `harmonybatch-${service}`,
  topicPrefix: config.kafkaTopicPrefix,
  ssl: config.kafkaSsl === 'true',
  sasl: saslOf(config),
  partitions: config.partitions,
  replicationFactor: config.replicationFactor,
  sessionTimeoutMs: config.kafkaSessionTimeoutMs,
});
