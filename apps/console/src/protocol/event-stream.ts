import type { ServerResponse } from 'node:http';
import type { consoleEvents } from '@harmonybatch/console-api';
import type { Static } from '@sinclair/typebox';
import { Refusal } from './refusal';

type Events = { readonly [N in keyof typeof consoleEvents]: Static<(typeof consoleEvents)[N]> };

const maxListeners = 200;
/** What a client may leave lying before it is let go, bytes. */
const maxUnsentBytes = 256 * 1024;
const beginning = 'retry: 2000\n\n';
/** So that proxies do not take a stream without events for dead, ms. */
const keepAliveMs = 15_000;

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) to everybody who listens. */
export class EventStream {
  private readonly listeners = new Set<ServerResponse>();
  private timer: NodeJS.Timeout | undefined;

  /** @throws Refusal where too many listen */
  listen(response: ServerResponse): void {
    if (this.listeners.size >= maxListeners)
      throw new Refusal(429, {
        code: 'unavailable',
        error: `${maxListeners} listen already, as many as the console serves`,
        hint: 'Close pages that nobody looks at.',
      });
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(beginning);
    this.listeners.add(response);
    response.on('close', () => this.listeners.delete(response));
    this.timer ??= setInterval(() => this.write(': still here\n\n'), keepAliveMs).unref();
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  tell<N extends keyof Events>(name: N, event: Events[N]): void {
    if (this.listeners.size > 0) this.write(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  /** Ends all streams; clients come again by themselves. */
  close(): void {
    clearInterval(this.timer);
    for (const response of this.listeners) response.end();
  }

  private write(text: string): void {
    for (const response of this.listeners) {
      if (response.writableLength > maxUnsentBytes) response.destroy();
      else response.write(text);
    }
  }
}
