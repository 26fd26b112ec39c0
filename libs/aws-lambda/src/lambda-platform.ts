import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { DeployedFunction, FunctionSpec, IsStillWanted } from '@harmonybatch/ports';
import {
  DeploymentPlatform,
  differs,
  hindrances,
  listed,
  notOurs,
  platformDefaults,
  tagsOf,
  waitUntil,
  waitUntilReady,
  withoutSecrets,
  type Page,
  type PlatformOptions,
} from '@harmonybatch/platform-calls';
import { differences, toFunctionDefinition } from './function-definition';
import { statusOf } from './function-state';
import { LambdaCalls, type ExistingFunction } from './lambda-calls';
import { openClient, servingAlias, type LambdaConfig } from './lambda-config';
import { isConflict } from './lambda-fault';
import { claimOn } from './ownership';
import { reasonIn, refusalOf, refused } from './refusal';

/** Functions of AWS Lambda from images, with provisioned concurrency for instances that are kept warm. */
export class LambdaPlatform extends DeploymentPlatform {
  private readonly calls: LambdaCalls;
  private readonly options: PlatformOptions;

  constructor(
    private readonly config: LambdaConfig,
    options: Partial<PlatformOptions> = {},
  ) {
    const all = { ...platformDefaults, ...options };
    super(all.functionPrefix);
    this.options = all;
    this.calls = new LambdaCalls(openClient(config), all, all.attemptTimeoutMs);
  }

  protected override async bring(
    spec: FunctionSpec,
    warmInstances: number,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    const wanted = toFunctionDefinition(spec, this.options.owner, this.config.role);
    await this.makeReady(spec, wanted, stillWanted);
    await this.keepWarm(spec.name, warmInstances, stillWanted);
  }

  protected override async compare(spec: FunctionSpec): Promise<readonly string[]> {
    const { owner } = this.options;
    const there = await this.calls.find(spec.name);
    if (there === undefined) return ['it is not there'];
    const wanted = toFunctionDefinition(spec, owner, this.config.role);
    const shown = { ...there, Environment: { Variables: withoutSecrets(there.Environment?.Variables ?? {}) } };
    const unnamed = (await this.calls.findAlias(spec.name)) === undefined ? [`it has no alias ${servingAlias}`] : [];
    return [...differences(wanted, shown), ...unnamed, ...hindrances(statusOf(there), claimOn(there, owner), owner)];
  }

  protected override async takeDown(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const there = await this.calls.find(name, stillWanted);
    if (there === undefined) return;
    this.checkOurs(name, there);
    await this.calls.delete(name, stillWanted);
  }

  /** A page of functions tells neither their states nor their tags, so each that has a name of ours is read. */
  protected override async page(from?: string): Promise<Page<DeployedFunction>> {
    const { Functions = [], NextMarker } = await this.calls.page(from);
    const items: DeployedFunction[] = [];
    for (const { FunctionName: name = '' } of Functions) {
      const there = this.isOwn(name) ? await this.calls.find(name) : undefined;
      if (there !== undefined) items.push(...listed(name, statusOf(there), claimOn(there, this.options.owner)));
    }
    return { items, next: NextMarker };
  }

  protected override refusalOf(name: string, error: unknown): unknown {
    return refusalOf(name, error);
  }

  private checkOurs(name: string, there: ExistingFunction): void {
    if (claimOn(there, this.options.owner) === 'foreign') throw notOurs(name, there.tags);
  }

  private async makeReady(
    spec: FunctionSpec,
    wanted: CreateFunctionCommandInput,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    const { name } = spec;
    const found = await this.calls.find(name, stillWanted);
    if (found !== undefined) await this.claim(spec, wanted, found, stillWanted);
    // No change is sure to help a function that failed, or whose image was put away: it is made anew.
    const isUsable = found !== undefined && !['failed', 'inactive'].includes(statusOf(found).state);
    if (found !== undefined && !isUsable) await this.calls.delete(name, stillWanted);
    const there = isUsable ? found : await this.create(name, wanted, stillWanted);
    await this.waitUntilActive(name, there, stillWanted);
    if ((await this.calls.findAlias(name, stillWanted)) === undefined) await this.nameVersion(name, there, stillWanted);
  }

  /** What is there is ours and what is wanted; one of an earlier version says whose it is from now on. */
  private async claim(
    spec: FunctionSpec,
    wanted: CreateFunctionCommandInput,
    found: ExistingFunction,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    const { owner } = this.options;
    this.checkOurs(spec.name, found);
    checkSame(spec.name, wanted, found);
    if (claimOn(found, owner) === 'unclaimed') await this.calls.tag(found, tagsOf(spec, owner), stillWanted);
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
      this.checkOurs(name, there);
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

  private waitUntilActive(name: string, first: ExistingFunction, stillWanted?: IsStillWanted): Promise<void> {
    return waitUntilReady(name, this.wait, {
      first,
      find: () => this.calls.find(name, stillWanted),
      statusOf,
      failure: (said) => refused(name, reasonIn(said), `function ${name} failed: ${said}`),
    });
  }

  private async keepWarm(name: string, warmInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    if (warmInstances === 0) return this.calls.unprovision(name, stillWanted);
    const before = await this.calls.provisioned(name, stillWanted);
    if (before?.RequestedProvisionedConcurrentExecutions !== warmInstances) {
      await this.calls.provision(name, warmInstances, stillWanted);
    }
    const what = `${warmInstances} instances of ${name}`;
    await waitUntil(`${what} are provisioned`, this.wait, async () => {
      const {
        Status,
        StatusReason = 'no reason given',
        AvailableProvisionedConcurrentExecutions: ready = 0,
      } = (await this.calls.provisioned(name, stillWanted)) ?? {};
      if (Status === 'FAILED') throw refused(name, reasonIn(StatusReason), `${what}: ${StatusReason}`);
      return (Status === 'READY' && ready >= warmInstances) || `${ready} are`;
    });
  }

  private get wait() {
    return { timeoutMs: this.options.readyTimeoutMs, pollMs: this.options.pollMs };
  }
}

function checkSame(name: string, wanted: CreateFunctionCommandInput, there: ExistingFunction): void {
  const different = differences(wanted, there);
  if (different.length > 0) throw refused(name, 'conflict', differs(name, different));
}
