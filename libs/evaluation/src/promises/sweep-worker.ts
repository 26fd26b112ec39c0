import { parentPort, workerData } from 'node:worker_threads';
import { keptPromise, type SweepOptions } from './kept-promise';

/** Entry of a worker thread: takes indices of instances, gives back what became of their promises. */
function work(): void {
  const port = parentPort;
  if (port === null) throw new Error('this is the entry of a worker thread');
  const terms = workerData as SweepOptions;
  port.on('message', (index: number) => {
    void keptPromise(index, terms).then((kept) => port.postMessage(kept));
  });
}

work();
