import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Ports } from '../local-variables';
import { workspaceRoot, type StateFolder } from '../state-folder';
import type { Part } from '../supervise/part';
import type { ServiceName } from './service-names';
import { servicePart } from './service-part';

/** How the services reach what they use. */
export interface Reach {
  readonly kafkaBrokers: string;
  /** Whether KAFKA_BROKERS named them. */
  readonly kafkaGiven: boolean;
  readonly topicPrefix: string;
  readonly redisUrl: string;
  readonly fcEndpoint: string;
}

/** Long enough for what is held, short enough for the whole to end within 10 s. */
const shutdownGraceMs = '2500';
/** Shorter than a real GPU function's 10 to 20 s, so that the first answer does not keep a person waiting. */
const gpuColdStartMs = '3000-6000';
/** Any number does: the emulator has one account. */
const accountId = '1000000000000001';

const scriptOf = (app: string): string => join(workspaceRoot, 'apps', app, 'dist', 'main.js');

/** The user's own settings, but never the user's own account: these processes only know the emulator. */
function withoutAccount(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ALIBABA_CLOUD_')));
}

/** Environments of all processes of one start, which share credentials that nobody else knows. */
export class ServiceEnvironment {
  private readonly credentials = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: `local-${randomBytes(8).toString('hex')}`,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: randomBytes(24).toString('hex'),
  };

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  emulator(port: number | undefined): NodeJS.ProcessEnv {
    const own = { FC_EMULATOR_HOST: '127.0.0.1', FC_EMULATOR_PORT: `${port ?? 0}` };
    const defaults = { FC_EMULATOR_GPU_COLD_START_MS: gpuColdStartMs };
    return { ...defaults, ...withoutAccount(this.env), ...this.credentials, ...own };
  }

  service(reach: Reach, port: number | undefined): NodeJS.ProcessEnv {
    return {
      HARMONYBATCH_SEND_PROFILE: 'true',
      ...withoutAccount(this.env),
      ...this.credentials,
      KAFKA_BROKERS: reach.kafkaBrokers,
      KAFKA_TOPIC_PREFIX: reach.topicPrefix,
      REDIS_URL: reach.redisUrl,
      FC_ENDPOINT: reach.fcEndpoint,
      FC_ACCOUNT_ID: accountId,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: `${port ?? 0}`,
      HARMONYBATCH_EXIT_WITH_PARENT: '1',
      HARMONYBATCH_SHUTDOWN_GRACE_MS: shutdownGraceMs,
    };
  }
}

const portOf = (url: string | undefined): number | undefined =>
  url === undefined ? undefined : Number(new URL(url).port);

export function emulatorPart(state: StateFolder, ports: Ports, environment: ServiceEnvironment): Part {
  return servicePart({
    name: 'fc-emulator',
    script: scriptOf('fc-emulator'),
    logFile: state.log('fc-emulator'),
    healthPath: '/health',
    // The services know its address, so it comes back where it was.
    env: (before) => environment.emulator(portOf(before) ?? ports['fc-emulator']),
  });
}

/** All replicas of a service: `batcher`, `batcher-2`, …; a port that was asked for is the first one's. */
export function replicaParts(
  service: ServiceName,
  replicas: number,
  state: StateFolder,
  ports: Ports,
  env: (port: number | undefined) => NodeJS.ProcessEnv,
): Part[] {
  return Array.from({ length: replicas }, (_, index) => {
    const name = index === 0 ? service : `${service}-${index + 1}`;
    return servicePart({
      name,
      script: scriptOf(service),
      logFile: state.log(name),
      healthPath: '/health/ready',
      env: () => env(index === 0 ? ports[service] : undefined),
    });
  });
}
