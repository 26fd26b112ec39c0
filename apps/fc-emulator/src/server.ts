import 'reflect-metadata';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ContainerHost } from '@harmonybatch/container-processes';
import type { EmulatorConfig } from './config/emulator-config';
import type { ProcessLimits } from './containers/process-limits';
import { createEmulator, type Emulator } from './emulator';
import { EmulatorModule } from './emulator.module';
import { collectRequest } from './http/collect-request';
import { answerHeaderOverflow } from './http/header-overflow';
import { ErrorEnvelopeFilter } from './http/error-envelope.filter';
import { SystemTimers, type Timers } from './time/timers';

/** A caller's idle connection is kept this long: a connection that the server closes first costs the SDK a failed call. */
const keepAliveTimeoutMs = 75_000;
/** Running invocations get this long to end when the server stops. */
const drainMs = 4500;
/** How often idle instances are looked for, at most. */
const maxSweepMs = 1000;

export interface RunningEmulator {
  readonly url: string;
  readonly limits: ProcessLimits;
  /** Stops taking invocations, waits for those that run for at most 4.5 s, and closes all connections. */
  stop(): Promise<void>;
}

/** Starts the emulator; rejects where its port is taken, or no container engine answers. */
export async function startEmulator(
  config: EmulatorConfig,
  timers: Timers = new SystemTimers(),
): Promise<RunningEmulator> {
  const host = await openHost(config);
  const emulator = createEmulator(config, timers, host);
  const app = await NestFactory.create<NestExpressApplication>(EmulatorModule.over(emulator, config, timers), {
    bodyParser: false,
    forceCloseConnections: true,
    logger: ['error', 'warn'],
  });
  app.disable('etag');
  app.disable('x-powered-by');
  app.use(collectRequest);
  app.useGlobalFilters(new ErrorEnvelopeFilter());
  const server: Server = app.getHttpServer();
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.headersTimeout = keepAliveTimeoutMs + 1000;
  answerHeaderOverflow(server);
  await app.listen(config.port, config.host);
  const sweeping = setInterval(() => sweep(emulator), Math.min(maxSweepMs, config.idleReleaseMs / 2));
  return {
    url: urlOf(server),
    limits: emulator.limits,
    stop: async () => {
      clearInterval(sweeping);
      await drained(emulator, timers);
      for (const { pool } of emulator.functions.all()) pool.retire();
      await host?.close();
      await app.close();
    },
  };
}

/** Where containers run; undefined where all are emulated. @throws where the engine that was asked for does not answer */
async function openHost({
  imageCommands,
  containers,
  cpuPeriodMs,
}: EmulatorConfig): Promise<ContainerHost | undefined> {
  const docker = containers === 'docker';
  return docker || imageCommands !== undefined ? ContainerHost.open({ cpuPeriodMs, docker }) : undefined;
}

function sweep(emulator: Emulator): void {
  for (const { pool } of emulator.functions.all()) pool.sweep();
}

async function drained(emulator: Emulator, timers: Timers): Promise<void> {
  await new Promise<void>((resolve) => {
    const giveUp = timers.after(drainMs, resolve);
    void emulator.runner.drain().then(() => {
      giveUp();
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
