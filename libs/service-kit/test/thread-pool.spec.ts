import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoAnswerError, ThreadPool } from '../src/threads/thread-pool';

const longMs = 120_000;
let folder: string;
let pool: ThreadPool<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thread-pool-'));
  const file = join(folder, 'thread.cjs');
  writeFileSync(
    file,
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', (task) => { while (task === 'for ever'); parentPort.postMessage(task); });`,
  );
  pool = new ThreadPool({ file, maxThreads: 1 });
});
afterEach(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

it('gives the thread to others when nobody waits for what it computes any more', async () => {
  const leaving = new AbortController();
  const running = pool.run('for ever', longMs, leaving.signal);
  const next = pool.run('next', longMs);
  leaving.abort();
  await expect(running).rejects.toThrow(NoAnswerError);
  expect(await next).toBe('next');
});

it('does not begin what nobody waits for any more', async () => {
  const [first, leaving] = [new AbortController(), new AbortController()];
  const running = pool.run('for ever', longMs, first.signal);
  const waiting = pool.run('for ever', longMs, leaving.signal);
  const last = pool.run('last', longMs);
  leaving.abort();
  await expect(waiting).rejects.toThrow(NoAnswerError);
  first.abort();
  await expect(running).rejects.toThrow(NoAnswerError);
  expect(await last).toBe('last');
  await expect(pool.run('late', longMs, leaving.signal)).rejects.toThrow(NoAnswerError);
});
