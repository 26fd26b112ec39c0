import { randomBytes } from 'node:crypto';
import type { Backends } from './backends';

/** What the planner takes off every SLO for Kafka, Redis and the wire on a machine that does all at once, ms. */
const overheadMs = '150';
/** Slices of the card that the shipped profiles were measured on, so that plans have GPU functions too. */
const platform2023 = { HARMONYBATCH_PRICES: 'prototype-2023-cny', HARMONYBATCH_CATALOGUE: 'alibaba-2023' };
const ours = /^(KAFKA_|REDIS_|FC_|HTTP_|HARMONYBATCH_|ALIBABA_CLOUD_|LOG_LEVEL$|NODE_OPTIONS$)/;

/** Nothing of the caller's that could lead a process elsewhere. */
const bare = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));

/** Environments of the emulator and the services, which share credentials of their own. */
export class ServiceEnvironment {
  private readonly credentials = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'chaos',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: randomBytes(12).toString('hex'),
  };

  /** Cold starts are short: what is looked at is the system before the functions. */
  emulator(): NodeJS.ProcessEnv {
    return {
      ...bare(),
      ...this.credentials,
      ...platform2023,
      FC_EMULATOR_HOST: '127.0.0.1',
      FC_EMULATOR_PORT: '0',
      FC_EMULATOR_CPU_COLD_START_MS: '100-200',
      FC_EMULATOR_GPU_COLD_START_MS: '100-200',
      FC_EMULATOR_MAX_INSTANCES: '1000',
    };
  }

  service(backends: Backends, topicPrefix: string, fcEndpoint: string): NodeJS.ProcessEnv {
    return {
      ...bare(),
      ...this.credentials,
      ...platform2023,
      KAFKA_BROKERS: backends.detouredBrokers,
      KAFKA_TOPIC_PREFIX: topicPrefix,
      REDIS_URL: backends.redisUrl,
      FC_ENDPOINT: fcEndpoint,
      FC_ACCOUNT_ID: '1000000000000001',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '0',
      HARMONYBATCH_SEND_PROFILE: 'true',
      HARMONYBATCH_OVERHEAD_MS: overheadMs,
      HARMONYBATCH_EXIT_WITH_PARENT: '1',
    };
  }
}
