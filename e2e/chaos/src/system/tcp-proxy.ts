import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

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
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now()))))
      .then(() => {
        waiting -= 1;
        write(chunk);
      });
  });
  from.on('end', () => void tail.then(() => to.end()));
}

/** A port of the loopback interface that leads to another one, and can be cut, closed or slow. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private refusing = false;
  private delayMs = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (client: Socket) => this.join(client));
  }

  /** Listens on a free port. */
  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, loopback, resolve);
    });
    return new TcpProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections now open. */
  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.resetAndDestroy();
  }

  /** While it refuses, every new connection is reset at once. */
  refuse(refusing: boolean): void {
    this.refusing = refusing;
  }

  /** Delays what comes from now on, both ways, ms. */
  delay(delayMs: number): void {
    this.delayMs = delayMs;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private join(client: Socket): void {
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
