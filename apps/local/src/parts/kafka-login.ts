import type { Environment } from '@harmonybatch/service-kit/program';

/** How to log in at a broker that the user named; the one that is started here takes no login. */
const variables = ['KAFKA_SSL', 'KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'];

/** Which of them are set though no broker is named that they could be for. */
export const unusedLogin = (env: Environment): string[] =>
  env['KAFKA_BROKERS'] ? [] : variables.filter((name) => env[name]);

/** The environment in which Kafka is reached as it is here: without a login where the broker is our own. */
export function withFittingLogin(env: Environment): Environment {
  const idle = unusedLogin(env);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !idle.includes(name)));
}
