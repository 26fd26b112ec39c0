import type { Ports } from '../local-variables';
import { withoutAccounts } from '../platforms/without-accounts';
import type { StateFolder } from '../state-folder';
import type { Part } from '../supervise/part';
import type { ServiceName } from './service-names';
import { portOf, scriptOf, servicePart } from './service-part';

/** How the services reach what they use. */
export interface Reach {
  readonly kafkaBrokers: string;
  /** Whether KAFKA_BROKERS named them. */
  readonly kafkaGiven: boolean;
  readonly topicPrefix: string;
  readonly redisUrl: string;
  /** The variables by which the platform of functions is reached. */
  readonly platform: Readonly<Record<string, string>>;
}

const gateway: ServiceName = 'http-gateway';

/** Long enough for what is held, short enough for the whole to end within 10 s. */
const shutdownGraceMs = '2500';

/** The whole environment of a service. */
export const serviceEnvironment = (
  env: NodeJS.ProcessEnv,
  reach: Reach,
  port: number | undefined,
): NodeJS.ProcessEnv => ({
  ...withoutAccounts(env),
  ...reach.platform,
  KAFKA_BROKERS: reach.kafkaBrokers,
  KAFKA_TOPIC_PREFIX: reach.topicPrefix,
  REDIS_URL: reach.redisUrl,
  REDIS_URL_FILE: '',
  HTTP_HOST: '127.0.0.1',
  HTTP_PORT: `${port ?? 0}`,
  GATEWAY_HOST: '127.0.0.1',
  HARMONYBATCH_PRESENCE_HOST: '127.0.0.1',
  HARMONYBATCH_PRESENCE_PORT: '0',
  HARMONYBATCH_EXIT_WITH_PARENT: '1',
  HARMONYBATCH_SHUTDOWN_GRACE_MS: shutdownGraceMs,
});

/** The port that a user of this service asks for, as its variable: of one that serves others elsewhere than its health, that one. */
const withPort = (service: ServiceName, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  service === gateway ? { ...env, GATEWAY_PORT: env['HTTP_PORT'], HTTP_PORT: '0' } : env;

/** All replicas of a service: `batcher`, `batcher-2`, …; a port that was asked for is the first one's. */
export function replicaParts(
  service: ServiceName,
  replicas: number,
  state: StateFolder,
  ports: Ports,
  env: (port: number | undefined) => NodeJS.ProcessEnv,
): Part[] {
  const portAsked = (index: number): number | undefined => (index === 0 ? ports[service] : undefined);
  return Array.from({ length: replicas }, (_, index) => {
    const name = index === 0 ? service : `${service}-${index + 1}`;
    return servicePart({
      name,
      script: scriptOf(service),
      logFile: state.log(name),
      healthPath: '/health/ready',
      ...(service === gateway ? { servesAs: 'open for requests' } : {}),
      // Where its clients found it, they find it again.
      env: (before) => withPort(service, env(service === gateway && before ? portOf(before) : portAsked(index))),
    });
  });
}
