import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { goodbye, greetingOf } from './greeting';

/** Peers that watch, and some more while groups change. */
const maxConnections = 64;
const keepAliveMs = 5_000;

/**
 * The port by which others see that this process lives: the kernel closes its connections when the process ends, however it ends.
 * Whoever connects is told the instance and nothing else, and says nothing.
 */
export class PresencePort {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(instance: string) {
    const greeting = greetingOf(instance);
    this.server = createServer((socket) => this.greet(socket, greeting));
    this.server.maxConnections = maxConnections;
  }

  /**
   * @param port 0 takes a free one
   * @returns the port that it listens on
   * @throws Error of the system's: the address is not of this machine, or the port is taken
   */
  async open(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host, port }, resolve);
    });
    this.server.removeAllListeners('error');
    // Such as no descriptor left for a connection: peers try again.
    this.server.on('error', () => undefined);
    return (this.server.address() as AddressInfo).port;
  }

  /** Says goodbye to all that are connected: this process has left its groups itself. Nothing happens where it is not open. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.end(goodbye, () => socket.destroy());
    await closed;
  }

  private greet(socket: Socket, greeting: string): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', () => socket.destroy());
    socket.setKeepAlive(true, keepAliveMs);
    socket.write(greeting);
  }
}
