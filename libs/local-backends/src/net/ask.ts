import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const waitMs = 2000;
const pauseMs = 100;

/** Sends bytes to a port of the loopback interface and answers with what comes back until `enough`; undefined if nothing does. */
function askOnce(port: number, question: Buffer, enough: (answer: Buffer) => boolean): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (result: Buffer | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(waitMs, () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
    socket.once('connect', () => socket.write(question));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      if (enough(answer)) finish(answer);
    });
  });
}

/**
 * Asks a server until it answers well.
 * @throws Error after `timeoutMs`, naming what was awaited.
 */
export async function pollTcp(
  what: { name: string; port: number; question: Buffer; timeoutMs: number; signal: AbortSignal },
  good: (answer: Buffer) => boolean,
): Promise<void> {
  const endMs = Date.now() + what.timeoutMs;
  while (!what.signal.aborted) {
    const answer = await askOnce(what.port, what.question, good);
    if (answer) return;
    if (Date.now() > endMs)
      throw new Error(`${what.name} did not answer on port ${what.port} within ${what.timeoutMs} ms`);
    await sleep(pauseMs);
  }
}
