import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Backend, BackendOptions } from '../backend';
import { pollTcp } from '../net/ask';
import { freePorts, refuseTakenPort } from '../net/free-port';
import { GuardedProcess, ProcessEndedError } from '../process/guarded-process';
import { untilReady } from '../process/until-ready';
import { redisBinary } from './redis-binary';

export interface RedisBackend extends Backend {
  /** As REDIS_URL takes it. */
  readonly url: string;
}

export interface StartRedisOptions extends BackendOptions {
  /** Further settings, as arguments of redis-server. */
  readonly settings?: readonly string[];
}

const timeoutMs = 20_000;
const portAttempts = 3;

/** What Kafka can give back needs no file; what was promised to be held is never evicted. */
const settings = (port: number, dataDir: string): string[] =>
  [
    ['--port', `${port}`],
    ['--bind', '127.0.0.1'],
    ['--dir', dataDir],
    ['--save', ''],
    ['--appendonly', 'no'],
    ['--maxmemory-policy', 'noeviction'],
    ['--daemonize', 'no'],
  ].flat();

async function startOn(port: number, binary: string, options: StartRedisOptions): Promise<RedisBackend> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  options.onProgress?.('starting Redis');
  const logFile = resolve(options.logFile);
  const server = await GuardedProcess.start({
    name: 'Redis',
    command: binary,
    args: [...settings(port, dataDir), ...(options.settings ?? [])],
    logFile,
  });
  await untilReady(server, (signal) =>
    pollTcp({ name: 'Redis', port, question: Buffer.from('PING\r\n'), timeoutMs, signal }, (answer) =>
      /^(\+PONG|-NOAUTH)/.test(answer.toString()),
    ),
  );
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: server.pid,
    port,
    exited: server.exited,
    stop: (graceMs) => server.stop(graceMs),
    kill: () => server.kill(),
  };
}

/**
 * Starts a real Redis on the loopback interface, in memory only, and waits until it answers.
 * @throws ProcessEndedError with its last lines where it ends instead; Error where its port is taken or there is no binary that runs.
 */
export async function startRedis(options: StartRedisOptions): Promise<RedisBackend> {
  const binary = await redisBinary(options.onProgress ?? (() => undefined));
  if (options.port !== undefined) await refuseTakenPort('Redis', options.port);
  for (let attempt = 1; ; attempt++) {
    const [free = 0] = await freePorts(1);
    try {
      return await startOn(options.port ?? free, binary, options);
    } catch (error) {
      const portTaken = error instanceof ProcessEndedError && error.message.includes('Address already in use');
      if (!portTaken || options.port !== undefined || attempt === portAttempts) throw error;
    }
  }
}
