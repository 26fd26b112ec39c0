import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import FcSdk, {
  CreateFunctionRequest,
  GetFunctionRequest,
  GetScalingConfigRequest,
  ListFunctionsRequest,
  PutScalingConfigInput,
  PutScalingConfigRequest,
  type CreateFunctionInput,
  type Function as FcFunction,
} from '@alicloud/fc20230330';
import type * as $dara from '@darabonba/typescript';
import { FunctionPlatform, type DeployedFunction, type FunctionSpec, type IsStillWanted } from '@harmonybatch/ports';
import { openClient } from '../fc-client';
import type { FcConfig } from '../fc-config';
import { ControlCalls, FcRefusedError, defaultControlOptions, type ControlOptions } from './control-calls';
import { differences, toFunctionDefinition } from './function-definition';
import { reasonOf, stateOf } from './function-state';

export interface PlatformOptions extends ControlOptions {
  /** Names of all functions of this deployment begin so; others are neither listed nor touched. */
  readonly functionPrefix: string;
  /** The platform's name of the GPU card, `fc.gpu.ampere.1`; without it no GPU function can be created. */
  readonly gpuType?: string;
  /** How long a function and its warm instances may take to be ready, ms. */
  readonly readyTimeoutMs: number;
  /** First pause between two looks whether they are, ms; it grows by half each time, to 20 times this. */
  readonly pollMs: number;
}

export const defaultPlatformOptions: PlatformOptions = {
  ...defaultControlOptions,
  functionPrefix: 'hb-',
  readyTimeoutMs: 180_000,
  pollMs: 250,
};

const qualifier = 'LATEST';
const listPageSize = 100;
const maxListPages = 100;
const maxWarmInstances = 1_000;

/** Creates and removes functions through the Function Compute API, version 2023-03-30. */
export class FcPlatform extends FunctionPlatform {
  private readonly client: FcSdk;
  private readonly options: PlatformOptions;
  private readonly calls: ControlCalls;

  constructor(config: FcConfig, options: Partial<PlatformOptions> = {}) {
    super();
    this.client = openClient(config);
    this.options = { ...defaultPlatformOptions, ...options };
    this.calls = new ControlCalls(config.credentials, this.options);
  }

  /**
   * @throws RangeError for a spec that cannot be a function, FcRefusal where the platform refuses, Error where a function
   * of that name is another one or does not get ready in time, NoLongerWanted where `stillWanted` said no.
   */
  async ensure(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(spec.name);
    if (!Number.isInteger(warmInstances) || warmInstances < 0 || warmInstances > maxWarmInstances) {
      throw new RangeError(`warmInstances must be a whole number from 0 to ${maxWarmInstances}, not ${warmInstances}`);
    }
    const wanted = toFunctionDefinition(spec, this.options.gpuType);
    const there = (await this.find(spec.name, stillWanted)) ?? (await this.create(spec.name, wanted, stillWanted));
    const different = differences(wanted, there);
    if (different.length > 0) {
      throw new Error(
        `function ${spec.name} exists, but differs: ${different.join('; ')}. ` +
          'Remove it, or give the model a new version',
      );
    }
    await this.waitUntilActive(spec.name, there, stillWanted);
    await this.keepWarm(spec.name, warmInstances, stillWanted);
  }

  async remove(name: string, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(name);
    await this.orNothing(this.scale(name, 0, stillWanted));
    await this.orNothing(
      this.calls.make(
        `delete function ${name}`,
        (runtime) => this.client.deleteFunctionWithOptions(name, {}, runtime),
        stillWanted,
      ),
    );
  }

  async list(): Promise<DeployedFunction[]> {
    const { functionPrefix: prefix } = this.options;
    const found: DeployedFunction[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < maxListPages; page += 1) {
      const request = new ListFunctionsRequest({ prefix, fcVersion: 'v3', limit: listPageSize, nextToken });
      const { body } = await this.calls.make('list functions', (runtime) =>
        this.client.listFunctionsWithOptions(request, {}, runtime),
      );
      found.push(...(body?.functions ?? []).map(deployed));
      nextToken = body?.nextToken || undefined;
      if (!nextToken) return found.filter(({ name }) => name.startsWith(prefix));
    }
    throw new Error(
      `there are more than ${maxListPages * listPageSize} functions named ${prefix}*: remove unused ones`,
    );
  }

  private checkName(name: string): void {
    const { functionPrefix } = this.options;
    if (!name.startsWith(functionPrefix)) {
      throw new RangeError(`function ${name} is not of this deployment, whose functions are named ${functionPrefix}*`);
    }
  }

  private async find(name: string, stillWanted?: IsStillWanted): Promise<FcFunction | undefined> {
    const read = async (runtime: $dara.RuntimeOptions): Promise<FcFunction> => {
      const { body } = await this.client.getFunctionWithOptions(name, new GetFunctionRequest({}), {}, runtime);
      return existing(body, name);
    };
    return this.orNothing(this.calls.make(`read function ${name}`, read, stillWanted));
  }

  /** Another replica may have created it meanwhile, or an attempt of ours that timed out: then it is that one. */
  private async create(
    name: string,
    definition: CreateFunctionInput,
    stillWanted?: IsStillWanted,
  ): Promise<FcFunction> {
    const request = new CreateFunctionRequest({ body: definition });
    const create = async (runtime: $dara.RuntimeOptions): Promise<FcFunction> => {
      const { body } = await this.client.createFunctionWithOptions(request, {}, runtime);
      return existing(body, name);
    };
    try {
      return await this.calls.make(`create function ${name}`, create, stillWanted);
    } catch (error) {
      const there = isAlreadyThere(error) ? await this.find(name) : undefined;
      if (there) return there;
      throw error;
    }
  }

  private async waitUntilActive(name: string, first: FcFunction, stillWanted?: IsStillWanted): Promise<void> {
    let current: FcFunction | undefined = first;
    await this.waitUntil(`function ${name} is active`, async () => {
      const { state, stateReason } = current ?? {};
      if (state === 'Failed') throw new Error(`function ${name} failed: ${stateReason ?? 'no reason given'}`);
      if (current && state !== 'Pending') return true;
      current = await this.find(name, stillWanted);
      return current ? `it is ${current.state}` : 'it no longer exists';
    });
  }

  private async keepWarm(name: string, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    await this.scale(name, warmInstances, stillWanted);
    if (warmInstances === 0) return;
    const request = new GetScalingConfigRequest({ qualifier });
    await this.waitUntil(`${warmInstances} instances of ${name} are warm`, async () => {
      const status = await this.calls.make(
        `read the scaling of ${name}`,
        (runtime) => this.client.getScalingConfigWithOptions(name, request, {}, runtime),
        stillWanted,
      );
      const { currentInstances = 0, currentError } = status.body ?? {};
      return currentInstances >= warmInstances || `${currentInstances} are${currentError ? `: ${currentError}` : ''}`;
    });
  }

  private async scale(name: string, minInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    const request = new PutScalingConfigRequest({ qualifier, body: new PutScalingConfigInput({ minInstances }) });
    await this.calls.make(
      `keep ${minInstances} instances of ${name}`,
      (runtime) => this.client.putScalingConfigWithOptions(name, request, {}, runtime),
      stillWanted,
    );
  }

  /** Looks again until `look` says true; anything else it says is why not yet. */
  private async waitUntil(what: string, look: () => Promise<true | string>): Promise<void> {
    const endsAtMs = performance.now() + this.options.readyTimeoutMs;
    let pauseMs = this.options.pollMs;
    for (let seen = await look(); seen !== true; seen = await look()) {
      if (performance.now() + pauseMs > endsAtMs) {
        throw new Error(`waited ${this.options.readyTimeoutMs} ms until ${what}, but ${seen}`);
      }
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 1.5, this.options.pollMs * 20);
    }
  }

  private async orNothing<T>(call: Promise<T>): Promise<T | undefined> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof FcRefusedError && error.fault.statusCode === 404) return undefined;
      throw error;
    }
  }
}

const deployed = (there: FcFunction): DeployedFunction => ({
  name: there.functionName ?? '',
  state: stateOf(there),
  reason: reasonOf(there),
});

function existing(body: FcFunction | undefined, name: string): FcFunction {
  if (!body) throw new Error(`the answer about ${name} was empty`);
  return body;
}

const isAlreadyThere = (error: unknown): boolean =>
  error instanceof FcRefusedError && (error.fault.statusCode === 409 || error.fault.code === 'FunctionAlreadyExists');
