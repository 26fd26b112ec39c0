import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyCommand, ProxyOptions } from './tcp-proxy';

const loopback = '127.0.0.1';

/** Passes bytes on in order, each late by what the delay was when it came. */
function pump(from: Socket, to: Socket, delayMs: () => number): void {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  const write = (chunk: Buffer): void => {
    if (to.destroyed || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  };
  from.on('data', (chunk: Buffer) => {
    if (delayMs() === 0 && waiting === 0) return write(chunk);
    const dueMs = performance.now() + delayMs();
    waiting += 1;
    tail = tail
      .then(() => sleep(Math.max(0, dueMs - performance.now())))
      .then(() => {
        waiting -= 1;
        write(chunk);
      });
  });
  from.on('end', () => void tail.then(() => to.end()));
}

/** Leads connections to a port of the loopback interface, and can cut them, refuse new ones or be slow. */
class Proxy {
  private readonly sockets = new Set<Socket>();
  private refusing = false;
  private delayMs = 0;

  constructor(private readonly targetPort: number) {}

  readonly onOrder = (order: ProxyCommand): void => {
    if (order.kind === 'refuse') this.refusing = order.refusing;
    else if (order.kind === 'delay') this.delayMs = order.delayMs;
    else for (const socket of [...this.sockets]) socket.resetAndDestroy();
  };

  join(client: Socket): void {
    client.on('error', () => undefined);
    if (this.refusing) {
      client.resetAndDestroy();
      return;
    }
    const target = connect({ host: loopback, port: this.targetPort, noDelay: true });
    client.setNoDelay(true);
    target.on('error', () => undefined);
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    pump(client, target, () => this.delayMs);
    pump(target, client, () => this.delayMs);
  }
}

const { targetPort } = workerData as ProxyOptions;
const proxy = new Proxy(targetPort);
const server = createServer((client) => proxy.join(client));
parentPort!.on('message', proxy.onOrder);
server.listen(0, loopback, () => parentPort!.postMessage((server.address() as AddressInfo).port));
