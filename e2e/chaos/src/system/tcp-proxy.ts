import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** As built: threads take no TypeScript, and tests run from the sources. */
const threadScript = join(__dirname, '..', '..', 'dist', 'system', 'proxy-thread.js');

export interface ProxyOptions {
  readonly targetPort: number;
}

export type ProxyCommand =
  | { readonly kind: 'cut' }
  | { readonly kind: 'refuse'; readonly refusing: boolean }
  | { readonly kind: 'delay'; readonly delayMs: number };

/**
 * A port of the loopback interface that leads to another one, and can be cut, closed or slow. It has a thread of its own: where
 * whoever counts the answers takes its time, as for a collection of its memory, the network must not stand still.
 */
export class TcpProxy {
  private constructor(
    private readonly thread: Worker,
    readonly port: number,
  ) {}

  /** Listens on a free port. */
  static async open(targetPort: number): Promise<TcpProxy> {
    const terms: ProxyOptions = { targetPort };
    const thread = new Worker(threadScript, { workerData: terms });
    const [port] = (await once(thread, 'message')) as [number];
    return new TcpProxy(thread, port);
  }

  /** Resets every connection. */
  cut(): void {
    this.send({ kind: 'cut' });
  }

  /** While it refuses, every new connection is reset at once. */
  refuse(refusing: boolean): void {
    this.send({ kind: 'refuse', refusing });
  }

  /** Delays what comes from now on, both ways, ms. */
  delay(delayMs: number): void {
    this.send({ kind: 'delay', delayMs });
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }

  private send(order: ProxyCommand): void {
    this.thread.postMessage(order);
  }
}
