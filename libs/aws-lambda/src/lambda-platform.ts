import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { DeployedFunction, FunctionSpec, IsStillWanted } from '@harmonybatch/ports';
import {
  DeploymentPlatform,
  differs,
  platformDefaults,
  waitUntil,
  waitUntilReady,
  type Page,
  type PlatformOptions,
} from '@harmonybatch/platform-calls';
import { differences, toFunctionDefinition } from './function-definition';
import { statusOf } from './function-state';
import { LambdaCalls, type ExistingFunction } from './lambda-calls';
import { openClient, type LambdaConfig } from './lambda-config';
import { isConflict } from './lambda-fault';
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
    await this.makeReady(spec.name, toFunctionDefinition(spec, this.config.role), stillWanted);
    await this.keepWarm(spec.name, warmInstances, stillWanted);
  }

  protected override takeDown(name: string, stillWanted?: IsStillWanted): Promise<void> {
    return this.calls.delete(name, stillWanted);
  }

  /** A page of functions does not tell their states, so each of ours is read. */
  protected override async page(from?: string): Promise<Page<DeployedFunction>> {
    const { Functions = [], NextMarker } = await this.calls.page(from);
    const items: DeployedFunction[] = [];
    for (const { FunctionName: name = '' } of Functions) {
      const there = this.isOwn(name) ? await this.calls.find(name) : undefined;
      if (there !== undefined) items.push({ name, ...statusOf(there) });
    }
    return { items, next: NextMarker };
  }

  protected override refusalOf(name: string, error: unknown): unknown {
    return refusalOf(name, error);
  }

  private async makeReady(
    name: string,
    wanted: CreateFunctionCommandInput,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    const found = await this.calls.find(name, stillWanted);
    if (found !== undefined) checkSame(name, wanted, found);
    // No change is sure to help a function that failed, or whose image was put away: it is made anew.
    const isUsable = found !== undefined && !['failed', 'inactive'].includes(statusOf(found).state);
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
