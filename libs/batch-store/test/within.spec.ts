import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { withTimeout } from '../src/with-timeout';

const timeoutMs = 20;
const never = new Promise<never>(() => undefined);

function blockFor(durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs);
}

describe('an answer within a time', () => {
  it('is not awaited for longer', async () => {
    await expect(withTimeout(timeoutMs, never)).rejects.toThrow('no answer in 20 ms');
  });

  it('counts where it came in time and this process was too busy to read it', async () => {
    const echo = `const { parentPort } = require('node:worker_threads'); parentPort.on('message', (said) => parentPort.postMessage(said));`;
    const worker = new Worker(echo, { eval: true });
    await once(worker, 'online');
    const answered = once(worker, 'message').then(([answer]) => answer as string);
    worker.postMessage('answer');
    const asked = withTimeout(timeoutMs, answered);
    blockFor(10 * timeoutMs);
    await expect(asked).resolves.toBe('answer');
    await worker.terminate();
  });
});
