import { recordOf, topics, type BatchReady } from '@harmonybatch/contracts';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { Batcher } from '@harmonybatch/pipeline';
import { acceptedRequest, batchSize, inputsOf, plannedBoard, requestsPerRound } from '../made-up-records';
import type { Rehearsal } from '../rehearse';
import { RoundWorld } from '../round-world';

/** Requests that fill no batch leave at their deadline. */
const leftOver = 3;
const requests = Array.from({ length: requestsPerRound + leftOver }, (_, index) =>
  recordOf(topics.inferenceAccepted, acceptedRequest(index, inputsOf(index))),
);

/** The batcher puts requests into buffers in memory, from which they leave as full batches and at their deadline. */
export class BatcherRehearsal implements Rehearsal {
  async round(): Promise<void> {
    const world = new RoundWorld();
    const store = new MemoryBatchStore(world.randomness);
    const batcher = new Batcher({ ...world.ports, store }, plannedBoard());
    world.log.consume(topics.inferenceAccepted.name, (records) => batcher.accept(records));
    batcher.start();
    await world.play(requests);
    await batcher.stop();
    world.expect<BatchReady>(topics.batchReady.name, requestsPerRound / batchSize, ({ reason }) => reason === 'size');
    world.expect<BatchReady>(topics.batchReady.name, 1, ({ reason }) => reason === 'deadline');
  }
}
