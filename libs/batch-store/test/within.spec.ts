import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { withTimeout } from '../src/with-timeout';

const timeoutMs = 20;
const never = new Promise<never>(() => undefined);

describe('an answer within a time', () => {
  it('is not awaited for longer', async () => {
    await expect(withTimeout(timeoutMs, never)).rejects.toThrow('no answer in 20 ms');
  });

  it('counts where it came in time and this process was too busy to read it', async () => {
    const hasAnswered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const echo = `
      const { parentPort, workerData: hasAnswered } = require('node:worker_threads');
      parentPort.on('message', (said) => {
        parentPort.postMessage(said);
        Atomics.store(hasAnswered, 0, 1);
        Atomics.notify(hasAnswered, 0);
      });`;
    const worker = new Worker(echo, { eval: true, workerData: hasAnswered });
    await once(worker, 'online');
    const answered = once(worker, 'message').then(([answer]) => answer as string);
    worker.postMessage('answer');
    const asked = withTimeout(timeoutMs, answered);
    // Busy until the answer is there, and until after the time.
    Atomics.wait(hasAnswered, 0, 0);
    Atomics.wait(hasAnswered, 0, 1, 2 * timeoutMs);
    await expect(asked).resolves.toBe('answer');
    await worker.terminate();
  });
});
