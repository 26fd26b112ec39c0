import Redis from 'ioredis';
import { Gate } from './gate';
import { redisLoginOptions } from './redis-login';
import { connectionText, isWrongServer, refusalText } from './refusals';
import { callScripts, type Reply, type ScriptCall } from './script-calls';
import type { ScriptServer, ServerInfo, ServerOptions } from './script-server';
import { loadScripts } from './scripts';
import { isWithoutPrimary, sentinelOptions, sentinelText, type RedisSentinels } from './redis-sentinels';
import { ResponseWatchdog } from './response-watchdog';
import { withTimeout } from './with-timeout';

const initialRetryMs = 50;
const maxRetryMs = 1_000;
/** ioredis notices a moment after the first failed write that a connection is lost. */
const reconnectDelayMs = 5;
/** How long after a server refused us it is asked again, over a new connection, ms. */
const refusedRetryMs = 500;
/** Longest time to connect, ms. */
const connectTimeoutMs = 2_000;
/** How often the owner of the keys is checked again, ms: sooner than a deployment that was refused retries. */
const confirmIntervalMs = 250;
/** A server that closes this many connections before they could be used will not accept us on its own. */
const maxEarlyCloses = 2;

export interface ConnectionOptions extends ServerOptions {
  /** Asked for the server in place of the URL's host. */
  readonly sentinels?: RedisSentinels | undefined;
}

/**
 * One connection on which scripts are called, several in one round trip. A server that refuses or falls silent fails every
 * call at once, with the reason, until it has let us in again: nobody waits until a timeout.
 */
export class ScriptConnection implements ScriptServer {
  private readonly redis: Redis;
  private readonly watchdog: ResponseWatchdog;
  private readonly gate = new Gate(reconnectDelayMs);
  private lastError: Error | null = null;
  private sentinelProblem = '';
  private earlyCloses = 0;
  private ended = false;
  /** Holds back what is written to it until the end of this turn. */
  private corked: Redis['stream'] | null = null;
  private retryTimer: NodeJS.Timeout | null = null;
  private readonly confirmTimer = setInterval(() => void this.confirm(), confirmIntervalMs).unref();

  constructor(private readonly options: ConnectionOptions) {
    this.watchdog = new ResponseWatchdog(options.responseTimeoutMs, (error) => this.onRefused(error));
    this.redis = new Redis(options.url, {
      ...(options.sentinels && sentinelOptions(options.sentinels, options.url)),
      ...redisLoginOptions(options.login),
      scripts: loadScripts(),
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      enableReadyCheck: false,
      protocol: 2,
      disableClientInfo: true,
      connectTimeout: connectTimeoutMs,
      noDelay: true,
      retryStrategy: (times) => Math.min(initialRetryMs * times, maxRetryMs),
    });
    // Nothing goes ahead of `admit` but what the URL asks for: a server that turns clients away answers the first thing it is asked.
    this.redis.on('connecting', () => (this.lastError = null));
    this.redis.on('error', (error: Error) => this.onError(error));
    this.redis.on('ready', () => void this.admit());
    this.redis.on('close', () => this.onClosed());
    this.redis.on('sentinelError', ({ message }: Error) => (this.sentinelProblem = message));
  }

  ready(): Promise<void> {
    return this.gate.untilOpen();
  }

  async call(calls: readonly ScriptCall[], timeoutMs: number): Promise<(Reply | Error)[]> {
    const replies = await this.gate.pass(timeoutMs, () => {
      this.writeTogether();
      return this.watchdog.watch(callScripts(this.redis, calls));
    });
    const wrong = replies.find((reply) => isWrongServer(reply));
    if (wrong !== undefined) this.onRefused(wrong);
    return replies;
  }

  async info(section: string, timeoutMs: number): Promise<readonly ServerInfo[]> {
    const told = this.gate.passed().then(() => this.watchdog.watch(this.redis.info(section)));
    return [{ text: await withTimeout(timeoutMs, told) }];
  }

  close(): void {
    this.ended = true;
    if (this.retryTimer) clearTimeout(this.retryTimer);
    clearInterval(this.confirmTimer);
    this.watchdog.stop();
    this.redis.disconnect();
  }

  /** A new connection: it is asked whether the server is ours to use before anybody else asks anything of it. */
  private async admit(): Promise<void> {
    const { admit, admitTimeoutMs } = this.options;
    const { stream } = this.redis;
    try {
      if (this.lastError !== null) throw this.lastError;
      await withTimeout(
        admitTimeoutMs,
        admit((calls) => callScripts(this.redis, calls)),
      );
      if (stream !== this.redis.stream) return;
      this.redis.client('SETNAME', `harmonybatch-${this.options.name}`).catch(() => undefined);
      this.onAdmitted();
    } catch (error) {
      if (stream === this.redis.stream && this.redis.status === 'ready') this.onRefused(error);
    }
  }

  /** What was ours may be another's after a wipe. A call that comes to nothing is for others to notice. */
  private async confirm(): Promise<void> {
    if (!this.gate.isOpen) return;
    const ask = (calls: readonly ScriptCall[]) =>
      callScripts(this.redis, calls).catch((error: Error): Error[] => [error]);
    try {
      await this.options.confirm(ask);
    } catch (error) {
      this.onRefused(error);
    }
  }

  private onAdmitted(): void {
    this.earlyCloses = 0;
    this.gate.letIn();
    this.options.onChange(null);
  }

  private onClosed(): void {
    this.watchdog.abort(new Error('the connection was closed'));
    const wasUsable = this.gate.isOpen;
    this.gate.shut();
    if (wasUsable) return;
    this.earlyCloses += 1;
    if (this.lastError === null && this.gate.fault !== null) return;
    if (this.lastError !== null || this.earlyCloses >= maxEarlyCloses)
      this.fail(connectionText(this.options.url, this.lastError));
  }

  /** While no Sentinel knows a primary there is no connection that could be closed: calls are told at once all the same. */
  private onError(error: Error): void {
    const { sentinels } = this.options;
    if (sentinels === undefined || !isWithoutPrimary(error)) this.lastError ??= error;
    else if (!this.ended) this.fail(sentinelText(sentinels, this.sentinelProblem));
  }

  /** The server does not do our work now; another one may get its name, so the name is resolved again. */
  private onRefused(error: unknown): void {
    if (this.ended) return;
    const fault = refusalText(error);
    this.fail(fault);
    this.watchdog.abort(new Error(fault));
    this.retryTimer ??= setTimeout(() => {
      this.retryTimer = null;
      this.redis.disconnect(true);
    }, refusedRetryMs);
  }

  /** What one turn of the event loop asks leaves in one write. */
  private writeTogether(): void {
    const { stream } = this.redis;
    if (stream === this.corked) return;
    this.corked = stream;
    stream.cork();
    process.nextTick(() => {
      this.corked = null;
      stream.uncork();
    });
  }

  private fail(fault: string): void {
    this.gate.refuse(fault);
    this.options.onChange(fault);
  }
}
