import { startKafka, startRedis, type Backend, type BackendOptions } from '@harmonybatch/local-backends';
import type { Ports } from '../local-variables';
import type { StateFolder } from '../state-folder';
import type { Part, RunningPart } from '../supervise/part';

type StartBackend = (options: BackendOptions) => Promise<{ backend: Backend; url: string }>;

const portOf = (url: string): number => Number(url.slice(url.lastIndexOf(':') + 1));

/** A broker that, started again, listens where it did before. */
function backendPart(name: 'kafka' | 'redis', state: StateFolder, ports: Ports, startBackend: StartBackend): Part {
  const logFile = state.log(name);
  const start = async (before: RunningPart | undefined, say: (message: string) => void): Promise<RunningPart> => {
    const port = before ? portOf(before.url) : ports[name];
    const { backend, url } = await startBackend({ dataDir: state.data(name), logFile, port, onProgress: say });
    const { pid, exited } = backend;
    return { pid, url, exited, stop: (graceMs) => backend.stop(graceMs), kill: () => backend.kill() };
  };
  return { name, logFile, start };
}

export const kafkaPart = (state: StateFolder, ports: Ports): Part =>
  backendPart('kafka', state, ports, async (options) => {
    const backend = await startKafka(options);
    return { backend, url: backend.brokers };
  });

export const redisPart = (state: StateFolder, ports: Ports): Part =>
  backendPart('redis', state, ports, async (options) => {
    const backend = await startRedis(options);
    return { backend, url: backend.url };
  });
