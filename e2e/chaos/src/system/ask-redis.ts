import { connect } from 'node:net';

const timeoutMs = 5_000;

/** Sends one inline command to a Redis of the loopback interface. @returns the first line of its answer */
function lineFrom(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    const fail = (why: string): void => {
      socket.destroy();
      reject(new Error(`Redis did not do ${command}: ${why}`));
    };
    socket.setTimeout(timeoutMs, () => fail('no answer'));
    socket.once('error', (error) => fail(error.message));
    socket.once('connect', () => socket.write(`${command}\r\n`));
    socket.once('data', (answer: Buffer) => {
      socket.destroy();
      resolve(answer.toString().split('\r\n')[0] ?? '');
    });
  });
}

/** Rejects unless the command is answered with +OK. */
export async function askRedis(port: number, command: string): Promise<void> {
  const line = await lineFrom(port, command);
  if (!line.startsWith('+OK')) throw new Error(`Redis did not do ${command}: ${line}`);
}

/** How many keys a pattern fits. */
export async function countKeys(port: number, pattern: string): Promise<number> {
  const line = await lineFrom(port, `KEYS ${pattern}`);
  if (!line.startsWith('*')) throw new Error(`Redis did not count ${pattern}: ${line}`);
  return Number(line.slice(1));
}
