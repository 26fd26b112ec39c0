import type { CreateFunctionInput, Function as FcFunction } from '@alicloud/fc20230330';
import type { DeployedFunction, FunctionSpec, IsStillWanted } from '@harmonybatch/ports';
import {
  DeploymentPlatform,
  differs,
  hindrances,
  isSecret,
  listed,
  notOurs,
  tagsOf,
  type Page,
} from '@harmonybatch/platform-calls';
import { sourceOf } from '../credentials';
import { openClient } from '../fc-client';
import type { FcConfig } from '../fc-config';
import type { PasswordOf } from './container-definition';
import { ControlCalls, defaultControlOptions, type ControlOptions } from './control-calls';
import { differences, inWords } from './differences';
import { FunctionCalls } from './function-calls';
import { toFunctionDefinition } from './function-definition';
import { stateOf, statusOf } from './function-state';
import { claimOn, tagsIn } from './ownership';
import { defaultReadinessOptions, Readiness, type ReadinessOptions } from './readiness';
import { refusalOf, refused } from './refusal';
import { defaultRemovalOptions, Removal, type RemovalOptions } from './removal';

export interface PlatformOptions extends ControlOptions, ReadinessOptions {
  /** Names of all functions of this deployment begin so; others are neither listed nor touched. */
  readonly functionPrefix: string;
  /** The deployment, as the tags of its functions name it; those of others are neither listed nor touched. */
  readonly owner: string;
  /** The platform's name of the GPU card, `fc.gpu.ampere.1`; without it no GPU function can be created. */
  readonly gpuType?: string;
  readonly removal: RemovalOptions;
  /** Where the passwords of registries come from. */
  readonly passwordOf: PasswordOf;
}

export const defaultPlatformOptions: PlatformOptions = {
  ...defaultControlOptions,
  ...defaultReadinessOptions,
  functionPrefix: 'hb-',
  owner: 'harmonybatch',
  removal: defaultRemovalOptions,
  passwordOf: () => undefined,
};

/** What a planner's settings say of a function besides its name: a function that has it otherwise is given it. */
const ownedBySettings = new Set(['timeout', 'environmentVariables', 'logConfig', 'role']);

/** Creates, mends and removes functions through the Function Compute API, version 2023-03-30. */
export class FcPlatform extends DeploymentPlatform {
  private readonly options: PlatformOptions;
  private readonly calls: FunctionCalls;
  private readonly readiness: Readiness;
  private readonly removal: Removal;

  constructor(config: FcConfig, options: Partial<PlatformOptions> = {}) {
    const all = { ...defaultPlatformOptions, ...options };
    super(all.functionPrefix);
    this.options = all;
    const credentials = sourceOf(config.credentials);
    this.calls = new FunctionCalls(openClient(config, credentials), new ControlCalls(credentials, this.options));
    this.readiness = new Readiness(this.calls, this.options);
    this.removal = new Removal(this.calls, this.options.removal);
  }

  protected override async bring(
    spec: FunctionSpec,
    warmInstances: number,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    await this.makeReady(spec, toFunctionDefinition(spec, this.options), stillWanted);
    await this.keepWarm(spec.name, warmInstances, stillWanted);
  }

  protected override async compare(spec: FunctionSpec): Promise<readonly string[]> {
    const { owner } = this.options;
    const there = await this.calls.find(spec.name);
    if (there === undefined) return ['it is not there'];
    const different = differences(toFunctionDefinition(spec, this.options), there).filter(
      ({ field }) => !isSecret(field),
    );
    return [...different.map(inWords), ...hindrances(statusOf(there), claimOn(there, owner), owner)];
  }

  protected override async takeDown(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const there = await this.calls.find(name, stillWanted);
    if (there === undefined) return;
    this.checkOurs(name, there);
    await this.removal.remove(name, stillWanted);
  }

  protected override async page(from?: string): Promise<Page<DeployedFunction>> {
    const body = await this.calls.page(this.options.functionPrefix, from);
    const items = (body?.functions ?? []).flatMap((there) =>
      listed(there.functionName ?? '', statusOf(there), claimOn(there, this.options.owner)),
    );
    return { items, next: body?.nextToken };
  }

  protected override refusalOf(name: string, error: unknown): unknown {
    return refusalOf(name, error);
  }

  private checkOurs(name: string, there: FcFunction): void {
    if (claimOn(there, this.options.owner) === 'foreign') throw notOurs(name, tagsIn(there));
  }

  private async makeReady(spec: FunctionSpec, wanted: CreateFunctionInput, stillWanted?: IsStillWanted): Promise<void> {
    const { name } = spec;
    const { owner } = this.options;
    const found = await this.calls.find(name, stillWanted);
    const there = found ?? (await this.calls.create(name, wanted, stillWanted));
    this.checkOurs(name, there);
    const settled = await this.settleDifferences(name, wanted, there, stillWanted);
    if (claimOn(there, owner) === 'unclaimed') await this.calls.tag(there, tagsOf(spec, owner), stillWanted);
    const mended = found ? await this.mended(name, wanted, settled, stillWanted) : settled;
    await this.readiness.untilActive(name, mended, stillWanted);
  }

  /**
   * A name is a hash of the content, so any difference means that somebody changed the function, or that an image was
   * exchanged without a new model version. Only what the planner's settings say is changed in place.
   */
  private async settleDifferences(
    name: string,
    wanted: CreateFunctionInput,
    there: FcFunction,
    stillWanted?: IsStillWanted,
  ): Promise<FcFunction> {
    const different = differences(wanted, there);
    if (different.length === 0) return there;
    const fields = [...new Set(different.map(({ field }) => field.split('.')[0]!))];
    if (!fields.every((field) => ownedBySettings.has(field))) {
      throw refused(name, 'conflict', differs(name, different.map(inWords)));
    }
    return this.calls.update(name, pick(wanted, fields), stillWanted);
  }

  /** What was put away is fetched again by an update; what failed is made anew, for no update is sure to help it. */
  private async mended(
    name: string,
    wanted: CreateFunctionInput,
    there: FcFunction,
    stillWanted?: IsStillWanted,
  ): Promise<FcFunction> {
    const state = stateOf(there);
    if (state === 'inactive') return this.calls.update(name, pick(wanted, ['customContainerConfig']), stillWanted);
    if (state === 'disabled') {
      await this.calls.allowInvocations(name, stillWanted);
      return (await this.calls.find(name, stillWanted)) ?? this.calls.create(name, wanted, stillWanted);
    }
    if (state !== 'failed') return there;
    await this.removal.remove(name, stillWanted);
    return this.calls.create(name, wanted, stillWanted);
  }

  private async keepWarm(name: string, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    await this.calls.keepInstances(name, warmInstances, stillWanted);
    if (warmInstances > 0) await this.readiness.untilWarm(name, warmInstances, stillWanted);
  }
}

const pick = (definition: CreateFunctionInput, fields: readonly string[]): Partial<CreateFunctionInput> =>
  Object.fromEntries(Object.entries(definition).filter(([field]) => fields.includes(field)));
