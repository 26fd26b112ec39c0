import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 10;

/** Resolves once something listens on this port of the loopback interface; rejects when aborted. */
export async function portOpens(port: number, signal: AbortSignal): Promise<void> {
  while (!(await accepts(port))) await sleep(pauseMs, undefined, { signal });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => finish(true)).once('error', () => finish(false));
  });
}
