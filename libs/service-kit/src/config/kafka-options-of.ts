import type { KafkaConnectionOptions, KafkaOptions } from '@harmonybatch/messaging/client';
import type { Environment } from './read-config';
import { kafkaConnectionVariables, type sharedVariables } from './shared-variables';
import type { ConfigOf } from './variable';

export type KafkaConnectionConfig = ConfigOf<typeof kafkaConnectionVariables>;
export type SharedConfig = ConfigOf<typeof sharedVariables>;

const loginNames = [
  kafkaConnectionVariables.kafkaSaslMechanism,
  kafkaConnectionVariables.kafkaSaslUsername,
  kafkaConnectionVariables.kafkaSaslPassword,
].map(({ name }) => name);

/** What is wrong with the combination of the login variables, whatever else is wrong. */
export function kafkaLoginFaults(environment: Environment): readonly string[] {
  const missing = loginNames.filter((name) => !environment[name]?.trim());
  if (missing.length === 0 || missing.length === loginNames.length) return [];
  return [`${loginNames.join(', ')} must be set together; ${missing.join(' and ')} is missing`];
}

function saslOf(config: KafkaConnectionConfig): KafkaConnectionOptions['sasl'] {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  return mechanism === undefined || username === undefined || password === undefined
    ? undefined
    : { mechanism, username, password };
}

/** How `program` reaches Kafka; without a login where that is incomplete, which `kafkaLoginFaults` reports. */
export const kafkaConnectionOf = (program: string, config: KafkaConnectionConfig): KafkaConnectionOptions => ({
  brokers: config.kafkaBrokers,
  clientId: `harmonybatch-${program}`,
  ssl: config.kafkaSsl === 'true',
  sasl: saslOf(config),
});

/** What the shared variables say about Kafka. */
export const kafkaOptionsOf = (service: string, config: SharedConfig): KafkaOptions => ({
  ...kafkaConnectionOf(service, config),
  topicPrefix: config.kafkaTopicPrefix,
  partitions: config.partitions,
  replicationFactor: config.replicationFactor,
  minInsyncReplicas: config.minInsyncReplicas,
  sessionTimeoutMs: config.kafkaSessionTimeoutMs,
});
