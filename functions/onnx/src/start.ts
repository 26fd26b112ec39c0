import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { functionServer } from './http/function-server';
import { Instance } from './instance/instance';
import { Log, type WriteLine } from './instance/log';
import type { Settings } from './instance/settings';
import { readManifest } from './model/manifest';
import { OnnxModel } from './model/onnx-model';

export interface RunningFunction {
  readonly url: string;
  /** Takes nothing new, ends when what was taken on is answered, or after the time that the settings allow. */
  stop(): Promise<void>;
}

/** Listens, and loads the model beside that: what comes meanwhile waits for it. Throws ModelError where there is no such model. */
export async function startFunction(settings: Settings, write: WriteLine): Promise<RunningFunction> {
  const log = new Log(write);
  const manifest = readManifest(settings.modelsFolder, settings.model);
  const instance = new Instance(() => OnnxModel.load(manifest, settings.threads));
  const server = functionServer({ instance, manifest, log, maxBodyBytes: settings.maxBodyBytes });
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const url = `http://${settings.host}:${(server.address() as AddressInfo).port}`;
  log.info('listening', { url, model: manifest.name, version: manifest.version, threads: settings.threads });
  void loadAtOnce(instance, log);
  return { url, stop };

  /** Idle connections end with the server, the others with their answer. */
  async function stop(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    const timer = setTimeout(() => server.closeAllConnections(), settings.drainMs);
    const drained = instance.drain();
    log.info('draining');
    await Promise.all([drained, closed]);
    clearTimeout(timer);
  }
}

async function loadAtOnce(instance: Instance<OnnxModel>, log: Log): Promise<void> {
  const startedMs = performance.now();
  try {
    await instance.load();
    log.info('ready', { loadMs: Math.round(performance.now() - startedMs) });
  } catch (error) {
    log.error('the model cannot be loaded', { message: (error as Error).message });
  }
}
