import { join } from 'node:path';
import { topics } from '@harmonybatch/contracts';
import type { Backends } from '../system/backends';
import { startNode, whenSaid } from '../system/node-process';
import type { Chain } from './chain';
import { fixedPlan } from './fixed-plan';
import { parseRecord, recordBytes, valueOf } from './floor-records';
import type { HopKind } from './floor-stage';
import { chainTopics, createTopics, newPrefix, removeTopics } from './topic-set';

const hops: readonly { readonly kind: HopKind; readonly from: string; readonly to: string }[] = [
  { kind: 'stamp', from: topics.inferenceRequested.name, to: topics.inferenceAccepted.name },
  { kind: 'join', from: topics.inferenceAccepted.name, to: topics.batchReady.name },
  { kind: 'part', from: topics.batchReady.name, to: topics.inferenceCompleted.name },
];

/** The same hops, as many processes, the same sizes of records, but bare kafkajs and no work: what Kafka itself takes. */
export async function startFloorChain({ brokers, folder }: Backends): Promise<Chain> {
  const prefix = newPrefix('floor');
  await createTopics(brokers, prefix, chainTopics);
  const processes = await Promise.all(
    hops.map(({ kind, from, to }) =>
      startNode({
        name: `floor-${kind}`,
        script: join(__dirname, 'floor-stage.js'),
        args: [brokers, kind, `${prefix}${from}`, `${prefix}${to}`, String(fixedPlan.batchSize)],
        logFile: join(folder, `floor-${kind}.log`),
        ready: whenSaid(/the stage is (ready)/),
      }),
    ),
  );
  return {
    name: 'floor',
    prefix,
    requestTopic: `${prefix}${topics.inferenceRequested.name}`,
    answerTopic: `${prefix}${topics.inferenceCompleted.name}`,
    processes,
    requestOf: (id) => ({ key: id, value: valueOf([id], recordBytes.requested) }),
    answerOf: ({ key }) => ({ ...parseRecord(String(key)), executedMs: 0 }),
    stop: async () => {
      await Promise.all(processes.map((process) => process.stop()));
      await removeTopics(brokers, prefix);
    },
  };
}
