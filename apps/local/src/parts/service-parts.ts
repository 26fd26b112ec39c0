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

/** Services that serve others elsewhere than their health: by which variable they are told their port, and how they say that they do. */
const doors: Partial<Record<ServiceName, { readonly port: string; readonly servesAs: string }>> = {
  'http-gateway': { port: 'GATEWAY_PORT', servesAs: 'open for requests' },
  console: { port: 'CONSOLE_PORT', servesAs: 'the console is open' },
};

/** It keeps a history of its own, which two of it cannot share. */
const single: ServiceName = 'console';

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
  CONSOLE_HOST: '127.0.0.1',
  HARMONYBATCH_PRESENCE_HOST: '127.0.0.1',
  HARMONYBATCH_PRESENCE_PORT: '0',
  HARMONYBATCH_EXIT_WITH_PARENT: '1',
  HARMONYBATCH_SHUTDOWN_GRACE_MS: shutdownGraceMs,
});

/** The port that a user of this service asks for, as its variable: of one that serves others elsewhere than its health, that one. */
function withPort(service: ServiceName, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const door = doors[service];
  return door === undefined ? env : { ...env, [door.port]: env['HTTP_PORT'], HTTP_PORT: '0' };
}

/** All replicas of a service: `batcher`, `batcher-2`, …; a port that was asked for is the first one's. */
export function replicaParts(
  service: ServiceName,
  replicas: number,
  state: StateFolder,
  ports: Ports,
  env: (port: number | undefined) => NodeJS.ProcessEnv,
): Part[] {
  const portAsked = (index: number): number | undefined => (index === 0 ? ports[service] : undefined);
  const door = doors[service];
  return Array.from({ length: service === single ? 1 : replicas }, (_, index) => {
    const name = index === 0 ? service : `${service}-${index + 1}`;
    return servicePart({
      name,
      script: scriptOf(service),
      logFile: state.log(name),
      healthPath: '/health/ready',
      ...(door === undefined ? {} : { servesAs: door.servesAs }),
      env: (before) => ({
        // Where its clients found it, they find it again.
        ...withPort(service, env(door !== undefined && before ? portOf(before) : portAsked(index))),
        ...(service === single ? { CONSOLE_DATA_DIR: state.data(service) } : {}),
      }),
    });
  });
}
