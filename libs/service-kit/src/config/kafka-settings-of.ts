import type { KafkaAccess, KafkaSettings } from '@harmonybatch/messaging/client';
import type { Environment } from './read-config';
import { kafkaAccessVariables, type sharedVariables } from './shared-variables';
import type { ConfigOf } from './variable';

export type KafkaAccessConfig = ConfigOf<typeof kafkaAccessVariables>;
export type SharedConfig = ConfigOf<typeof sharedVariables>;

const loginNames = [
  kafkaAccessVariables.kafkaSaslMechanism,
  kafkaAccessVariables.kafkaSaslUsername,
  kafkaAccessVariables.kafkaSaslPassword,
].map(({ name }) => name);

/** What is wrong with the combination of the login variables, whatever else is wrong. */
export function kafkaLoginFaults(environment: Environment): readonly string[] {
  const missing = loginNames.filter((name) => !environment[name]?.trim());
  if (missing.length === 0 || missing.length === loginNames.length) return [];
  return [`${loginNames.join(', ')} must be set together; ${missing.join(' and ')} is missing`];
}

function saslOf(config: KafkaAccessConfig): KafkaAccess['sasl'] {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  return mechanism === undefined || username === undefined || password === undefined
    ? undefined
    : { mechanism, username, password };
}

/** How `program` reaches Kafka; without a login where that is incomplete, which `kafkaLoginFaults` reports. */
export const kafkaAccessOf = (program: string, config: KafkaAccessConfig): KafkaAccess => ({
  brokers: config.kafkaBrokers,
  clientId: `harmonybatch-${program}`,
  ssl: config.kafkaSsl === 'true',
  sasl: saslOf(config),
});

/** What the shared variables say about Kafka. */
export const kafkaSettingsOf = (service: string, config: SharedConfig): KafkaSettings => ({
  ...kafkaAccessOf(service, config),
  topicPrefix: config.kafkaTopicPrefix,
  partitions: config.partitions,
  replicationFactor: config.replicationFactor,
  minInsyncReplicas: config.minInsyncReplicas,
  sessionTimeoutMs: config.kafkaSessionTimeoutMs,
});
