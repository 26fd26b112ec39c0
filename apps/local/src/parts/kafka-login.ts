import { fileVariableOf, kafkaConnectionVariables, type Environment } from '@harmonybatch/service-kit/program';

const { kafkaBrokers: _brokers, kafkaTopicPrefix: _prefix, ...access } = kafkaConnectionVariables;

/** How to log in at a broker that the user named, and by TLS; the one that is started here takes no login. */
const variables = Object.values(access).flatMap(({ name, secret }) =>
  secret === true ? [name, fileVariableOf(name)] : [name],
);

/** Which of them are set though no broker is named that they could be for. */
export const unusedLogin = (env: Environment): string[] =>
  env['KAFKA_BROKERS'] ? [] : variables.filter((name) => env[name]);

/** The environment in which Kafka is reached as it is here: without a login where the broker is our own. */
export function withFittingLogin(env: Environment): Environment {
  const idle = unusedLogin(env);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !idle.includes(name)));
}
