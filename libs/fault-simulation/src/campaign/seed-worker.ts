import { parentPort, workerData } from 'node:worker_threads';
import type { Safeguard } from '../safeguards/safeguard';
import { runBlock, type Block } from './run-block';

/** Entry of a worker thread: takes blocks of seeds, gives their reports back. */
function work(): void {
  const port = parentPort;
  if (port === null) throw new Error('this is the entry of a worker thread');
  const { without } = workerData as { readonly without: Safeguard | null };
  let current = -1;
  process.on('unhandledRejection', (reason) => {
    throw new Error(`seed ${current}: a stage failed`, { cause: reason });
  });
  port.on('message', (block: Block) => {
    void runBlock(block, without, (seed) => (current = seed)).then((report) => port.postMessage(report));
  });
}

work();
