import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import {
  FunctionPlatform,
  FunctionRefusedError,
  type DeployedFunction,
  type FunctionSpec,
  type FunctionState,
  type IsStillWanted,
} from '@harmonybatch/ports';
import { repetitionDefaults, waitUntil, type RepetitionOptions } from '@harmonybatch/platform-calls';
import { differences, toFunctionDefinition } from './function-definition';
import { LambdaCalls, type ExistingFunction } from './lambda-calls';
import { openClient, type LambdaConfig } from './lambda-config';
import { isConflict } from './lambda-fault';
import { reasonIn, refusalOf } from './refusal';

export interface PlatformOptions extends RepetitionOptions {
  /** Names of all functions of this deployment begin so; others are neither listed nor touched. */
  readonly functionPrefix: string;
  /** Deadline of each attempt of a call, ms. */
  readonly attemptTimeoutMs: number;
  /** How long a function and its provisioned instances may take to be ready, ms. */
  readonly readyTimeoutMs: number;
  /** First pause between two looks whether they are, ms. */
  readonly pollMs: number;
}

export const defaultPlatformOptions: PlatformOptions = {
  ...repetitionDefaults,
  functionPrefix: 'hb-',
  attemptTimeoutMs: 30_000,
  readyTimeoutMs: 900_000,
  pollMs: 500,
};

const maxListPages = 200;
const maxWarmInstances = 1_000;

/** Functions of AWS Lambda from images, with provisioned concurrency for instances that are kept warm. */
export class LambdaPlatform extends FunctionPlatform {
  private readonly calls: LambdaCalls;
  private readonly options: PlatformOptions;

  constructor(
    private readonly config: LambdaConfig,
    options: Partial<PlatformOptions> = {},
  ) {
    super();
    this.options = { ...defaultPlatformOptions, ...options };
    this.calls = new LambdaCalls(openClient(config), this.options, this.options.attemptTimeoutMs);
  }

  /**
   * @throws RangeError for a spec that cannot be a function, FunctionRefusedError where the platform will not have it or
   * another one has its name, Error where it does not get ready in time, NoLongerWantedError where `stillWanted` said no.
   */
  async ensure(spec: FunctionSpec, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(spec.name);
    if (!Number.isInteger(warmInstances) || warmInstances < 0 || warmInstances > maxWarmInstances) {
      throw new RangeError(`warmInstances must be a whole number from 0 to ${maxWarmInstances}, not ${warmInstances}`);
    }
    const wanted = toFunctionDefinition(spec, this.config.role);
    try {
      await this.makeReady(spec.name, wanted, stillWanted);
      await this.keepWarm(spec.name, warmInstances, stillWanted);
    } catch (error) {
      throw refusalOf(spec.name, error);
    }
  }

  async remove(name: string, stillWanted?: IsStillWanted): Promise<void> {
    this.checkName(name);
    await this.calls.delete(name, stillWanted);
  }

  /** A page of functions does not tell their states, so each of ours is read. */
  async list(): Promise<DeployedFunction[]> {
    const names: string[] = [];
    let marker: string | undefined;
    for (let page = 0; page < maxListPages; page += 1) {
      const { Functions = [], NextMarker } = await this.calls.page(marker);
      names.push(...Functions.map(({ FunctionName = '' }) => FunctionName));
      marker = NextMarker || undefined;
      if (marker === undefined)
        return this.statesOf(names.filter((name) => name.startsWith(this.options.functionPrefix)));
    }
    throw new Error(`there are more than ${maxListPages} pages of functions in the account: remove unused ones`);
  }

  private async statesOf(names: readonly string[]): Promise<DeployedFunction[]> {
    const functions: DeployedFunction[] = [];
    for (const name of names) {
      const there = await this.calls.find(name);
      if (there !== undefined) functions.push({ name, ...stateOf(there) });
    }
    return functions;
  }

  private checkName(name: string): void {
    const { functionPrefix } = this.options;
    if (!name.startsWith(functionPrefix)) {
      throw new RangeError(`function ${name} is not of this deployment, whose functions are named ${functionPrefix}*`);
    }
  }

  private async makeReady(
    name: string,
    wanted: CreateFunctionCommandInput,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    const found = await this.calls.find(name, stillWanted);
    if (found !== undefined) checkSame(name, wanted, found);
    // No change is sure to help a function that failed, or whose image was put away: it is made anew.
    const isUsable = found !== undefined && !['failed', 'inactive'].includes(stateOf(found).state);
    if (found !== undefined && !isUsable) await this.calls.delete(name, stillWanted);
    const there = isUsable ? found : await this.create(name, wanted, stillWanted);
    await this.waitUntilActive(name, there, stillWanted);
    if ((await this.calls.findAlias(name, stillWanted)) === undefined) await this.nameVersion(name, there, stillWanted);
  }

  /** Another replica may have created it meanwhile, or an attempt of ours that timed out: then it is that one. */
  private async create(
    name: string,
    wanted: CreateFunctionCommandInput,
    stillWanted?: IsStillWanted,
  ): Promise<ExistingFunction> {
    try {
      return await this.calls.create(wanted, stillWanted);
    } catch (error) {
      const there = isConflict(error) ? await this.calls.find(name, stillWanted) : undefined;
      if (there === undefined) throw error;
      checkSame(name, wanted, there);
      return there;
    }
  }

  /** What was published when it was created is the only version that it ever has; versions count on over removals. */
  private async nameVersion(
    name: string,
    { Version = '1' }: ExistingFunction,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    try {
      await this.calls.createAlias(name, Version === '$LATEST' ? '1' : Version, stillWanted);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }

  private async waitUntilActive(name: string, first: ExistingFunction, stillWanted?: IsStillWanted): Promise<void> {
    let current: ExistingFunction | undefined = first;
    await waitUntil(`function ${name} is active`, this.waitOptions, async () => {
      const { state, reason } =
        current === undefined ? { state: 'pending' as const, reason: 'it no longer exists' } : stateOf(current);
      if (state === 'ready') return true;
      if (state === 'failed')
        throw new FunctionRefusedError(name, reasonIn(reason ?? ''), `function ${name} failed: ${reason}`);
      current = await this.calls.find(name, stillWanted);
      return `it is ${state}: ${reason}`;
    });
  }

  private async keepWarm(name: string, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    if (warmInstances === 0) return this.calls.unprovision(name, stillWanted);
    const before = await this.calls.provisioned(name, stillWanted);
    if (before?.RequestedProvisionedConcurrentExecutions !== warmInstances) {
      await this.calls.provision(name, warmInstances, stillWanted);
    }
    await waitUntil(`${warmInstances} instances of ${name} are provisioned`, this.waitOptions, async () => {
      const now = await this.calls.provisioned(name, stillWanted);
      const {
        Status,
        StatusReason = 'no reason given',
        AvailableProvisionedConcurrentExecutions: ready = 0,
      } = now ?? {};
      if (Status === 'FAILED')
        throw new FunctionRefusedError(
          name,
          reasonIn(StatusReason),
          `${warmInstances} instances of ${name}: ${StatusReason}`,
        );
      return (Status === 'READY' && ready >= warmInstances) || `${ready} are`;
    });
  }

  private get waitOptions() {
    return { timeoutMs: this.options.readyTimeoutMs, pollMs: this.options.pollMs };
  }
}

function checkSame(name: string, wanted: CreateFunctionCommandInput, there: ExistingFunction): void {
  const different = differences(wanted, there);
  if (different.length === 0) return;
  const message = `function ${name} exists, but differs: ${different.join('; ')}. Remove it, or give the model a new version`;
  throw new FunctionRefusedError(name, 'conflict', message);
}

const states: Readonly<Record<string, FunctionState>> = {
  Active: 'ready',
  Pending: 'pending',
  Inactive: 'inactive',
  Failed: 'failed',
};

function stateOf({ State, StateReasonCode, StateReason }: ExistingFunction): {
  state: FunctionState;
  reason?: string;
} {
  const reason = [StateReasonCode, StateReason].filter(Boolean).join(': ');
  return { state: states[State ?? 'Active'] ?? 'pending', ...(reason === '' ? {} : { reason }) };
}
