import { join } from 'node:path';
import type { KafkaMessage } from 'kafkajs';
import { allTopics, topics, type InferenceCompleted } from '@harmonybatch/contracts';
import { startApp } from '../system/app-process';
import { startNode, whenSaid } from '../system/node-process';
import type { Backends } from '../system/backends';
import type { Answer, Chain } from './chain';
import { app, fixedPlan, publishFixedPlan, type FixedPlan } from './fixed-plan';
import { patchedKafka, createTopics, newPrefix, removeTopics } from './topic-set';

const serviceNames = ['ingest', 'batcher', 'dispatcher'] as const;

/** 200 bytes, as an image's features or a sentence would be. */
const inputs = { text: 'x'.repeat(200) };

function answerOf({ value }: KafkaMessage): Answer {
  const outcome = JSON.parse(String(value)) as InferenceCompleted;
  const { id, status, timing, batch, error } = outcome;
  return {
    id,
    arrivedAtMs: timing.arrivedAtMs,
    executedMs: timing.executedMs,
    ...(status === 'ok' ? {} : { fault: `${status}: ${error?.code ?? ''} ${error?.message ?? ''}` }),
    ...(batch === undefined ? {} : { batch: { ...batch, timeoutMs: fixedPlan.timeoutMs } }),
  };
}

/**
 * The real ingest, batcher and dispatcher under a fixed plan, and a function that answers at once.
 * @param variables of the services, beside those that say where everything is
 */
export async function startServicesChain(
  { brokers, redisUrl, folder }: Backends,
  plan: FixedPlan = fixedPlan,
  variables: Readonly<Record<string, string>> = {},
): Promise<Chain> {
  const prefix = newPrefix('services');
  await createTopics(brokers, prefix, allTopics);
  await publishFixedPlan(patchedKafka(brokers), prefix, plan);
  const platform = await startNode({
    name: 'function',
    script: join(__dirname, 'instant-function.js'),
    logFile: join(folder, 'function.log'),
    ready: whenSaid(/listening on (\S+)/),
  });
  const env = {
    KAFKA_BROKERS: brokers,
    KAFKA_TOPIC_PREFIX: prefix,
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: prefix,
    FC_ENDPOINT: platform.output,
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'bench',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'bench',
    ...variables,
  };
  const services = await Promise.all(serviceNames.map((name) => startApp(name, env, join(folder, `${name}.log`))));
  return {
    name: 'harmonybatch',
    prefix,
    requestTopic: `${prefix}${topics.inferenceRequested.name}`,
    answerTopic: `${prefix}${topics.inferenceCompleted.name}`,
    processes: [...services, platform],
    requestOf: (id) => ({ key: id, value: JSON.stringify({ app, id, inputs }) }),
    answerOf,
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()));
      await platform.stop();
      await removeTopics(brokers, prefix);
    },
  };
}
