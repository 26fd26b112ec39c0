import type { KafkaConnectionOptions, KafkaOptions } from '@harmonybatch/messaging/client';
import { isGiven, type Environment } from './given-text';
import { kafkaConnectionVariables, type sharedVariables } from './shared-variables';
import type { ConfigOf, Variable } from './variable';

export type KafkaConnectionConfig = ConfigOf<typeof kafkaConnectionVariables>;
export type SharedConfig = ConfigOf<typeof sharedVariables>;

const { kafkaSaslMechanism, kafkaSaslUsername, kafkaSaslPassword } = kafkaConnectionVariables;
const { kafkaSsl, kafkaSslCa, kafkaSslCert, kafkaSslKey } = kafkaConnectionVariables;

/** What is wrong with the combination of the variables of login and TLS, whatever else is wrong. */
export const kafkaAccessFaults = (environment: Environment): readonly string[] => [
  ...givenTogether(environment, [kafkaSaslMechanism, kafkaSaslUsername, kafkaSaslPassword]),
  ...givenTogether(environment, [kafkaSslCert, kafkaSslKey]),
  ...onlyWithTls(environment),
];

function givenTogether(environment: Environment, variables: readonly Variable<unknown>[]): readonly string[] {
  const missing = variables.filter((variable) => !isGiven(environment, variable)).map(({ name }) => name);
  if (missing.length === 0 || missing.length === variables.length) return [];
  return [`${variables.map(({ name }) => name).join(', ')} must be set together; ${missing.join(' and ')} is missing`];
}

/** Who names an authority or a certificate means to be protected by it. */
function onlyWithTls(environment: Environment): readonly string[] {
  if (environment[kafkaSsl.name]?.trim() === 'true') return [];
  return [kafkaSslCa, kafkaSslCert, kafkaSslKey]
    .filter((variable) => isGiven(environment, variable))
    .map(({ name }) => `${name} counts with TLS only; set ${kafkaSsl.name}=true`);
}

const sslOf = ({ kafkaSsl: ssl, kafkaSslCa: ca, kafkaSslCert: cert, kafkaSslKey: key }: KafkaConnectionConfig) => {
  if (ssl !== 'true') return false;
  return ca === undefined && cert === undefined ? true : { ca, cert, key };
};

function saslOf(config: KafkaConnectionConfig): KafkaConnectionOptions['sasl'] {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  return mechanism === undefined || username === undefined || password === undefined
    ? undefined
    : { mechanism, username, password };
}

/** How `program` reaches Kafka; without a login where that is incomplete, which `kafkaAccessFaults` reports. */
export const kafkaConnectionOf = (program: string, config: KafkaConnectionConfig): KafkaConnectionOptions => ({
  brokers: config.kafkaBrokers,
  clientId: `harmonybatch-${program}`,
  ssl: sslOf(config),
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
