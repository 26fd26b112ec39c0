import {
  FunctionPlatform,
  FunctionRefusedError,
  type DeployedFunction,
  type FunctionSpec,
  type IsStillWanted,
} from '@harmonybatch/ports';
import { RepeatedCalls, repetitionDefaults, waitUntil, type RepetitionOptions } from '@harmonybatch/platform-calls';
import type { KnativeConfig } from './knative-config';
import { KubeRefusedError, mayPass } from './kube/kube-fault';
import { ServicesApi } from './kube/services-api';
import { differences } from './service/differences';
import type { KnativeService } from './service/knative-service';
import { functionOf, ownSelector } from './service/ownership';
import { warmInstancesOf, withWarmInstances } from './service/scale';
import { toService } from './service/service-definition';
import { serviceNameOf } from './service/service-name';
import { refusalOf, stateOf } from './service/service-state';

export interface PlatformOptions extends RepetitionOptions {
  /** Names of all functions of this deployment begin so; others are neither listed nor touched. */
  readonly functionPrefix: string;
  /** Label of the nodes that have the card of a GPU function, `key=value`; absent where any node has it. */
  readonly gpuNodes?: string;
  /** Deadline of each attempt of a call, ms. */
  readonly attemptTimeoutMs: number;
  /** How long a service and its warm instances may take to be ready, ms. */
  readonly readyTimeoutMs: number;
  /** First pause between two looks whether they are, ms. */
  readonly pollMs: number;
}

export const defaultPlatformOptions: PlatformOptions = {
  ...repetitionDefaults,
  functionPrefix: 'hb-',
  attemptTimeoutMs: 30_000,
  readyTimeoutMs: 900_000,
  pollMs: 250,
};

const maxListPages = 100;
const maxWarmInstances = 1_000;

/** Functions as services of Knative Serving, or of Cloud Run by its first API, which is Knative's. */
export class KnativePlatform extends FunctionPlatform {
  private readonly api: ServicesApi;
  private readonly options: PlatformOptions;
  private readonly calls: RepeatedCalls;

  constructor(
    private readonly config: KnativeConfig,
    options: Partial<PlatformOptions> = {},
  ) {
    super();
    this.options = { ...defaultPlatformOptions, ...options };
    this.api = new ServicesApi(config, this.options.attemptTimeoutMs);
    this.calls = new RepeatedCalls(this.options, mayPass);
  }

  /**
   * @throws RangeError for a spec that cannot be a service, FunctionRefusedError where the platform will not have it or
   * another one has its name, Error where it does not get ready in time, NoLongerWantedError where `stillWanted` said no.
   */
  async ensure(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(spec.name);
    if (!Number.isInteger(warmInstances) || warmInstances < 0 || warmInstances > maxWarmInstances) {
      throw new RangeError(`warmInstances must be a whole number from 0 to ${maxWarmInstances}, not ${warmInstances}`);
    }
    const wanted = toService(spec, warmInstances, { ...this.config, gpuNodes: this.options.gpuNodes });
    const found = await this.find(spec.name, stillWanted);
    if (found !== undefined) this.checkSame(spec.name, wanted, found);
    // No change is sure to help a service that failed: it is made anew.
    const isFailed = found !== undefined && stateOf(found).state === 'failed';
    if (isFailed) await this.delete(spec.name, stillWanted);
    const there = found === undefined || isFailed ? await this.create(spec.name, wanted, stillWanted) : found;
    this.checkSame(spec.name, wanted, there);
    const scaled = await this.scale(spec.name, there, warmInstances, stillWanted);
    await this.waitUntilReady(spec.name, scaled, stillWanted);
  }

  async remove(name: string, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(name);
    const there = await this.find(name, stillWanted);
    if (there === undefined) return;
    if (functionOf(there) !== name) throw new RangeError(`service ${there.metadata.name} is not ours, and stays`);
    await this.delete(name, stillWanted);
  }

  async list(): Promise<DeployedFunction[]> {
    const functions: DeployedFunction[] = [];
    let next: string | undefined;
    for (let page = 0; page < maxListPages; page += 1) {
      const from = next;
      const found = await this.calls.make('list functions', () => this.api.list(ownSelector, from));
      functions.push(...found.items.flatMap((service) => this.deployed(service)));
      next = found.next;
      if (next === undefined) return functions;
    }
    throw new Error(`there are more than ${maxListPages} pages of services of HarmonyBatch: remove unused ones`);
  }

  private deployed(service: KnativeService): DeployedFunction[] {
    const name = functionOf(service);
    return name?.startsWith(this.options.functionPrefix) ? [{ name, ...stateOf(service) }] : [];
  }

  private checkName(name: string): void {
    const { functionPrefix } = this.options;
    if (!name.startsWith(functionPrefix)) {
      throw new RangeError(`function ${name} is not of this deployment, whose functions are named ${functionPrefix}*`);
    }
  }

  private find(name: string, stillWanted?: IsStillWanted): Promise<KnativeService | undefined> {
    return orNothing(
      this.calls.make(`read function ${name}`, () => this.api.get(serviceNameOf(name)), stillWanted),
    ).catch((error: unknown) => refuse(name, error));
  }

  /** Another replica may have created it meanwhile, or an attempt of ours that timed out: then it is that one. */
  private async create(name: string, wanted: KnativeService, stillWanted?: IsStillWanted): Promise<KnativeService> {
    try {
      return await this.calls.make(`create function ${name}`, () => this.api.create(wanted), stillWanted);
    } catch (error) {
      const there = isConflict(error) ? await this.find(name, stillWanted) : undefined;
      return there ?? refuse(name, error);
    }
  }

  private checkSame(name: string, wanted: KnativeService, there: KnativeService): void {
    if (functionOf(there) !== name) {
      throw new FunctionRefusedError(name, 'conflict', `service ${there.metadata.name} exists, and is not ours`);
    }
    const different = differences(wanted, there);
    if (different.length === 0) return;
    const message = `function ${name} exists, but differs: ${different.join('; ')}. Remove it, or give the model a new version`;
    throw new FunctionRefusedError(name, 'conflict', message);
  }

  /** Another replica may change it at the same time: then it is read again and changed as it is now. */
  private async scale(
    name: string,
    there: KnativeService,
    warmInstances: number,
    stillWanted?: IsStillWanted,
  ): Promise<KnativeService> {
    const { flavour } = this.config;
    if (warmInstancesOf(there, flavour) === warmInstances) return there;
    try {
      const scaled = withWarmInstances(there, warmInstances, flavour);
      return await this.calls.make(`keep ${warmInstances} of ${name}`, () => this.api.replace(scaled), stillWanted);
    } catch (error) {
      if (!isConflict(error)) return refuse(name, error);
      const now = await this.find(name, stillWanted);
      if (now === undefined) throw error;
      return this.scale(name, now, warmInstances, stillWanted);
    }
  }

  private async waitUntilReady(name: string, first: KnativeService, stillWanted?: IsStillWanted): Promise<void> {
    const { readyTimeoutMs: timeoutMs, pollMs } = this.options;
    let current: KnativeService | undefined = first;
    await waitUntil(`function ${name} is ready`, { timeoutMs, pollMs }, async () => {
      const { state, reason = '' } = current === undefined ? { state: 'pending' as const } : stateOf(current);
      if (state === 'ready') return true;
      if (state === 'failed')
        throw new FunctionRefusedError(name, refusalOf(reason), `function ${name} failed: ${reason}`);
      current = await this.find(name, stillWanted);
      return current === undefined ? 'it no longer exists' : `it is ${state}: ${reason}`;
    });
  }

  private async delete(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const call = (): Promise<void> => this.api.delete(serviceNameOf(name));
    await orNothing(this.calls.make(`delete function ${name}`, call, stillWanted));
  }
}

async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof KubeRefusedError && error.status === 404) return undefined;
    throw error;
  }
}

const isConflict = (error: unknown): boolean => error instanceof KubeRefusedError && error.status === 409;

const statusesOfRefusal = new Set([400, 403, 422]);

/** Throws what was refused for good as such, by its words; anything else as it is. */
function refuse(name: string, error: unknown): never {
  if (!(error instanceof KubeRefusedError)) throw error;
  const { status, said } = error;
  if (status === 401 || (status === 403 && !/quota/i.test(said))) {
    throw new FunctionRefusedError(
      name,
      'permission',
      `${error.message}. The planner's account needs get, list, create, update and delete on services`,
    );
  }
  if (statusesOfRefusal.has(status)) throw new FunctionRefusedError(name, refusalOf(said), error.message);
  throw error;
}
