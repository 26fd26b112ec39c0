import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuardedProcess, startKafka, startRedis } from '@harmonybatch/local-backends';

/** A Kafka and a Redis of this run alone, on the loopback interface. */
export interface Backends {
  readonly brokers: string;
  readonly redisUrl: string;
  readonly kafkaPid: number;
  readonly redisPid: number;
  /** Where processes of the run write their logs; removed at the end. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Ctrl-C leaves nothing behind: neither a process nor a folder. */
function removeOnSignal(remove: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void GuardedProcess.killAll().then(() => {
        remove();
        process.exit(1);
      });
    });
  }
}

/** Starts both in a temporary folder. */
export async function startBackends(onProgress: (text: string) => void): Promise<Backends> {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  removeOnSignal(remove);
  const optionsOf = (name: string) => ({
    dataDir: join(folder, name),
    logFile: join(folder, `${name}.log`),
    onProgress,
  });
  const [kafka, redis] = await Promise.all([
    startKafka({ ...optionsOf('kafka'), longRunning: true }),
    startRedis(optionsOf('redis')),
  ]);
  return {
    brokers: kafka.brokers,
    redisUrl: redis.url,
    kafkaPid: kafka.pid,
    redisPid: redis.pid,
    folder,
    stop: async () => {
      await Promise.all([kafka.stop(), redis.stop()]);
      remove();
    },
  };
}
