import { join } from 'node:path';
import { recordOf, topics } from '@harmonybatch/contracts';
import { untilListening } from '@harmonybatch/local-backends';
import { shippedProfiles } from '@harmonybatch/model';
import type { Backends } from '../system/backends';
import { root } from '../system/harmonybatch';
import { startNode, type NodeProcess } from '../system/node-process';
import type { Chain } from './chain';
import { model } from './fixed-plan';
import { patchedKafka } from './topic-set';

/** More than are open at any rate that is measured. */
export const maxOpenRequests = 10_000;

/** Registers the model of the fixed plan, which the gateway has to know, and starts it beside the chain; its output is its URL. */
export async function startGateway(chain: Chain, { brokers, folder }: Backends): Promise<NodeProcess> {
  await registerModel(brokers, chain.prefix);
  return startNode({
    name: 'http-gateway',
    script: join(root, 'apps', 'http-gateway', 'dist', 'main.js'),
    env: {
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: chain.prefix,
      GATEWAY_PORT: '0',
      GATEWAY_MAX_OPEN_REQUESTS: String(maxOpenRequests),
      HARMONYBATCH_EXIT_WITH_PARENT: '1',
    },
    logFile: join(folder, 'http-gateway.log'),
    ready: async (started) => {
      await untilListening(started, { healthPath: '/health/ready' });
      return untilListening(started, { servesAs: 'open for requests' });
    },
  });
}

async function registerModel(brokers: string, prefix: string): Promise<void> {
  const registered = recordOf(topics.modelProfiled, {
    name: model,
    version: '1',
    image: 'registry.example/bench:1',
    port: 9000,
    profile: shippedProfiles['vgg19']!,
  });
  const producer = patchedKafka(brokers).producer();
  await producer.connect();
  const { topic, ...message } = registered;
  await producer.send({ topic: `${prefix}${topic}`, messages: [message] });
  await producer.disconnect();
}
