import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import FC, * as $FC from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import { readEmulatorConfig } from '../../src/config/emulator-config';
import { startEmulator, type RunningEmulator } from '../../src/server';
import type { Timers } from '../../src/time/timers';

const timeoutMs = 20_000;
const curve = { alphaSeconds: 0, betaVcpu: 1, gammaSeconds: 0.05 };

/** A model that takes 50 ms on a CPU function and 10 ms on a whole card. */
export const profile = {
  cpu: {
    memoryMb: { slopeMbPerRequest: 0, baseMb: 128 },
    avg: [curve, curve, curve, curve],
    max: [curve, curve, curve, curve],
  },
  gpu: {
    card: 'A10',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.001,
    xi2Seconds: 0.01,
    memoryMb: 2048,
    batchLimitByGb: [],
    gpuShare: 1,
    cpuShare: 0,
  },
};

export const cpuFunction = {
  functionName: 'cpu-1',
  runtime: 'custom-container',
  handler: 'index.handler',
  cpu: 1,
  memorySize: 1024,
  diskSize: 512,
  timeout: 60,
  instanceConcurrency: 1,
  customContainerConfig: new $FC.CustomContainerConfig({ image: 'registry/x:1', port: 9000 }),
  environmentVariables: { HARMONYBATCH_PROFILE: JSON.stringify(profile) },
};

/** Slices of the card that the profile was measured on. */
const platform2023 = { HARMONYBATCH_PRICES: 'prototype-2023-cny', HARMONYBATCH_CATALOGUE: 'alibaba-2023' };

/** An emulator in this process and the real SDK pointed at it. */
export class Workbench {
  private constructor(
    readonly emulator: RunningEmulator,
    readonly client: FC,
  ) {}

  static async open(timers: Timers, env: Record<string, string> = {}): Promise<Workbench> {
    const emulator = await startEmulator(readEmulatorConfig({ ...platform2023, ...env }), timers);
    return new Workbench(emulator, clientOf(emulator.url, 'emulator', 'emulator'));
  }

  clientWith(accessKeyId: string, accessKeySecret: string): FC {
    return clientOf(this.emulator.url, accessKeyId, accessKeySecret);
  }

  create(change: object = {}) {
    return this.client.createFunction(
      new $FC.CreateFunctionRequest({ body: new $FC.CreateFunctionInput({ ...cpuFunction, ...change }) }),
    );
  }

  /** Invokes with both timeouts set and the body as a stream, and reads the answer to its end. */
  async invoke(name: string, body: Buffer | string, headers: object = {}, query: object = {}) {
    const response = await this.client.invokeFunctionWithOptions(
      name,
      new $FC.InvokeFunctionRequest({ body: Readable.from([Buffer.from(body)]), ...query }),
      new $FC.InvokeFunctionHeaders(headers),
      new $dara.RuntimeOptions({ readTimeout: timeoutMs, connectTimeout: timeoutMs }),
    );
    const text = await drain(response.body as unknown as IncomingMessage);
    return { headers: response.headers ?? {}, statusCode: response.statusCode, body: JSON.parse(text) };
  }

  scalingOf(name: string) {
    return this.client.getScalingConfig(name, new $FC.GetScalingConfigRequest({ qualifier: 'LATEST' }));
  }

  async page(path: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.emulator.url}${path}`);
    return (await response.json()) as Record<string, unknown>;
  }

  close(): Promise<void> {
    return this.emulator.stop();
  }
}

export const batchOf = (...items: object[]): string =>
  JSON.stringify({ batchId: '0123456789abcdef0123456789abcdef', attempt: 1, model: 'm', items });

/** What the SDK throws for a refusal. */
export const refusal = (code: string, statusCode: number): unknown => expect.objectContaining({ code, statusCode });

function clientOf(url: string, accessKeyId: string, accessKeySecret: string): FC {
  const endpoint = new URL(url).host;
  const timeouts = { readTimeout: timeoutMs, connectTimeout: timeoutMs };
  return new FC(new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, endpoint, protocol: 'http', ...timeouts }));
}

/** Reads to the end and ends the read timer that the SDK leaves on the socket. */
async function drain(body: IncomingMessage): Promise<string> {
  const { socket } = body;
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  const timers = socket as unknown as Record<symbol, NodeJS.Timeout | null>;
  for (const key of Object.getOwnPropertySymbols(socket)) {
    if (key.description !== 'TIMER::READ_TIMER') continue;
    clearTimeout(timers[key] ?? undefined);
    timers[key] = null;
  }
  return Buffer.concat(chunks).toString('utf8');
}
