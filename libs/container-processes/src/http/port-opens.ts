import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 10;
/** Who takes connections for somebody who does not listen closes them again within this time. */
const proxyMs = 50;

/** Resolves once something listens on this port of the loopback interface; rejects when aborted. */
export async function portOpens(port: number, signal: AbortSignal): Promise<void> {
  while (!(await accepts(port, 0))) await sleep(pauseMs, undefined, { signal });
}

/** Resolves once a connection to the port stays open: where somebody else takes connections in between. */
export async function portStaysOpen(port: number, signal: AbortSignal): Promise<void> {
  while (!(await accepts(port, proxyMs))) await sleep(pauseMs, undefined, { signal });
}

function accepts(port: number, forMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('error', () => finish(false)).once('end', () => finish(false));
    socket.once('connect', () => (forMs === 0 ? finish(true) : setTimeout(() => finish(true), forMs)));
    socket.resume();
  });
}
