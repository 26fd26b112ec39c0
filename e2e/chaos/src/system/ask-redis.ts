import { connect } from 'node:net';

const timeoutMs = 5_000;

/** Sends one inline command to a Redis of the loopback interface. Rejects unless it answers with +OK. */
export function askRedis(port: number, command: string): Promise<void> {
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
      if (!answer.toString().startsWith('+OK')) return fail(answer.toString().trim());
      socket.destroy();
      resolve();
    });
  });
}
