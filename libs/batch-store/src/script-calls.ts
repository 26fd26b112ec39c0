import Redis, { ReplyError } from 'ioredis';
import { commandOf, loadScripts, type CommandName, type ScriptName } from './scripts';
import { StoreUnavailable } from './store-unavailable';
import { within } from './within';

/** One call of a script. */
export interface ScriptCall {
  readonly script: ScriptName;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

type Reply = readonly unknown[];

/** What ioredis makes of the scripts, on a connection as on a pipeline. */
type ScriptCommands = Record<CommandName, (...args: (string | number)[]) => unknown>;

const firstRetryMs = 50;
const mostRetryMs = 1_000;
/** ioredis notices a moment after the first failed write that a connection is lost. */
const lostPauseMs = 5;

/** One connection on which scripts are called, several in one round trip, each call within a time limit. */
export class ScriptConnection {
  private readonly redis: Redis;
  private whenReady: Promise<void> | null = null;

  constructor(url: string, name: string) {
    this.redis = new Redis(url, {
      connectionName: `harmonybatch-${name}`,
      scripts: loadScripts(),
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      enableReadyCheck: true,
      noDelay: true,
      retryStrategy: (times) => Math.min(firstRetryMs * times, mostRetryMs),
    });
    // Every failure reaches a caller as a rejected call; the event has nobody else to tell.
    this.redis.on('error', () => undefined);
  }

  /** Resolves when the connection can be used, however many attempts that takes; never rejects. */
  ready(): Promise<void> {
    if (this.redis.status === 'ready') return Promise.resolve();
    this.whenReady ??= new Promise<void>((resolve) => void this.redis.once('ready', resolve)).finally(
      () => (this.whenReady = null),
    );
    return this.whenReady;
  }

  /**
   * The scripts' replies, in order. Rejects with `StoreUnavailable` if any of them failed or time ran out. A connection
   * that is lost is waited for within that time, and the call is repeated on it: every script can be.
   */
  async call(calls: readonly ScriptCall[], timeoutMs: number): Promise<Reply[]> {
    const verb = calls[0]?.script ?? 'nothing';
    const asked = { over: false };
    try {
      return await within(timeoutMs, this.runOnceConnected(calls, asked));
    } catch (error) {
      throw new StoreUnavailable(verb, error);
    } finally {
      asked.over = true;
    }
  }

  /** The server's memory policy, or null where it does not tell. */
  async memoryPolicy(timeoutMs: number): Promise<string | null> {
    const info = await within(timeoutMs, this.redis.info('memory'));
    return /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? null;
  }

  close(): void {
    this.redis.disconnect();
  }

  /** Nothing is begun any more once the caller has given up. */
  private async runOnceConnected(calls: readonly ScriptCall[], asked: { readonly over: boolean }): Promise<Reply[]> {
    for (;;) {
      await this.ready();
      if (asked.over) throw new Error('nobody waits for the answer any more');
      try {
        return await this.run(calls);
      } catch (error) {
        if (error instanceof ReplyError) throw error;
        await new Promise((resolve) => setTimeout(resolve, lostPauseMs));
      }
    }
  }

  private async run(calls: readonly ScriptCall[]): Promise<Reply[]> {
    const [first, ...others] = calls;
    if (first !== undefined && others.length === 0) return [(await ask(this.redis, first)) as Reply];
    const pipeline = this.redis.pipeline();
    for (const call of calls) ask(pipeline, call);
    const results = await pipeline.exec();
    if (results === null) throw new Error('the connection was closed');
    return results.map(([error, reply]) => {
      if (error) throw error;
      return reply as Reply;
    });
  }
}

/** Calls a script on a connection, or puts it into a pipeline; a pipeline of one costs half as much again. */
const ask = (commands: object, { script, keys, args }: ScriptCall): unknown =>
  (commands as ScriptCommands)[commandOf(script)](keys.length, ...keys, ...args);
