import type { DeployedFunction, FunctionSpec, IsStillWanted } from '@harmonybatch/ports';
import {
  DeploymentPlatform,
  differs,
  hindrances,
  listed,
  notOurs,
  orNothing,
  platformDefaults,
  RepeatedCalls,
  waitUntilReady,
  type Page,
  type PlatformOptions,
} from '@harmonybatch/platform-calls';
import type { KnativeConfig } from './knative-config';
import { isConflict, isMissing, mayPass } from './kube/kube-fault';
import { ServicesApi } from './kube/services-api';
import { refusalOf, refused } from './refusal';
import { differences } from './service/differences';
import type { KnativeService } from './service/knative-service';
import { claimed, claimOn, functionOf, ownSelector, tagsIn } from './service/ownership';
import { warmInstancesOf, withWarmInstances } from './service/scale';
import { toService } from './service/service-definition';
import { withoutSecretEnv } from './service/without-secret-env';
import { serviceNameOf } from './service/service-name';
import { reasonIn, stateOf } from './service/service-state';

export interface KnativePlatformOptions extends PlatformOptions {
  /** Label of the nodes that have the card of a GPU function, `key=value`; absent where any node has it. */
  readonly gpuNodes?: string;
}

/** Functions as services of Knative Serving, or of Cloud Run by its first API, which is Knative's. */
export class KnativePlatform extends DeploymentPlatform {
  private readonly api: ServicesApi;
  private readonly options: KnativePlatformOptions;
  private readonly calls: RepeatedCalls;

  constructor(
    private readonly config: KnativeConfig,
    options: Partial<KnativePlatformOptions> = {},
  ) {
    const all = { ...platformDefaults, ...options };
    super(all.functionPrefix);
    this.options = all;
    this.api = new ServicesApi(config, all.attemptTimeoutMs);
    this.calls = new RepeatedCalls(all, mayPass);
  }

  protected override async bring(
    spec: FunctionSpec,
    warmInstances: number,
    stillWanted?: IsStillWanted,
  ): Promise<void> {
    const { gpuNodes, owner } = this.options;
    const wanted = toService(spec, warmInstances, { ...this.config, gpuNodes, owner });
    const found = await this.find(spec.name, stillWanted);
    if (found !== undefined) this.checkSame(spec.name, wanted, found);
    // No change is sure to help a service that failed: it is made anew.
    const isFailed = found !== undefined && stateOf(found).state === 'failed';
    if (isFailed) await this.delete(spec.name, stillWanted);
    const there = found === undefined || isFailed ? await this.create(spec.name, wanted, stillWanted) : found;
    this.checkSame(spec.name, wanted, there);
    const scaled = await this.scale(wanted, there, stillWanted);
    await this.waitUntilReady(spec.name, scaled, stillWanted);
  }

  protected override async compare(spec: FunctionSpec): Promise<readonly string[]> {
    const { gpuNodes, owner } = this.options;
    const there = await this.find(spec.name);
    if (there === undefined) return ['it is not there'];
    const wanted = toService(spec, 0, { ...this.config, gpuNodes, owner });
    const own = functionOf(there) === spec.name ? claimOn(there, owner) : 'foreign';
    return [...differences(wanted, withoutSecretEnv(there)), ...hindrances(stateOf(there), own, owner)];
  }

  protected override async takeDown(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const there = await this.find(name, stillWanted);
    if (there === undefined) return;
    this.checkOurs(name, there);
    await this.delete(name, stillWanted);
  }

  protected override async page(from?: string): Promise<Page<DeployedFunction>> {
    const { items, next } = await this.calls.make('list functions', () => this.api.list(ownSelector, from));
    const functions = items.flatMap((service) =>
      listed(functionOf(service) ?? '', stateOf(service), claimOn(service, this.options.owner)),
    );
    return { items: functions, next };
  }

  protected override refusalOf(name: string, error: unknown): unknown {
    return refusalOf(name, error);
  }

  private find(name: string, stillWanted?: IsStillWanted): Promise<KnativeService | undefined> {
    const call = (): Promise<KnativeService> => this.api.get(serviceNameOf(name));
    return orNothing(this.calls.make(`read function ${name}`, call, stillWanted), isMissing);
  }

  /** Another replica may have created it meanwhile, or an attempt of ours that timed out: then it is that one. */
  private async create(name: string, wanted: KnativeService, stillWanted?: IsStillWanted): Promise<KnativeService> {
    try {
      return await this.calls.make(`create function ${name}`, () => this.api.create(wanted), stillWanted);
    } catch (error) {
      const there = isConflict(error) ? await this.find(name, stillWanted) : undefined;
      if (there === undefined) throw error;
      return there;
    }
  }

  private checkOurs(name: string, there: KnativeService): void {
    if (functionOf(there) !== name || claimOn(there, this.options.owner) === 'foreign')
      throw notOurs(name, tagsIn(there));
  }

  private checkSame(name: string, wanted: KnativeService, there: KnativeService): void {
    this.checkOurs(name, there);
    const different = differences(wanted, there);
    if (different.length > 0) throw refused(name, 'conflict', differs(name, different));
  }

  /**
   * Keeps as many instances as `wanted` does, and says whose the service is where it does not. Another replica may change it
   * at the same time: then it is read again and changed as it is now.
   */
  private async scale(
    wanted: KnativeService,
    there: KnativeService,
    stillWanted?: IsStillWanted,
  ): Promise<KnativeService> {
    const { flavour } = this.config;
    const warmInstances = warmInstancesOf(wanted, flavour);
    const isOwn = claimOn(there, this.options.owner) === 'own';
    if (warmInstancesOf(there, flavour) === warmInstances && isOwn) return there;
    const name = functionOf(there)!;
    try {
      const scaled = withWarmInstances(claimed(there, wanted), warmInstances, flavour);
      return await this.calls.make(`keep ${warmInstances} of ${name}`, () => this.api.replace(scaled), stillWanted);
    } catch (error) {
      const now = isConflict(error) ? await this.find(name, stillWanted) : undefined;
      if (now === undefined) throw error;
      return this.scale(wanted, now, stillWanted);
    }
  }

  private waitUntilReady(name: string, first: KnativeService, stillWanted?: IsStillWanted): Promise<void> {
    const { readyTimeoutMs: timeoutMs, pollMs } = this.options;
    return waitUntilReady(
      name,
      { timeoutMs, pollMs },
      {
        first,
        find: () => this.find(name, stillWanted),
        statusOf: stateOf,
        failure: (said) => refused(name, reasonIn(said), `function ${name} failed: ${said}`),
      },
    );
  }

  private async delete(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const call = (): Promise<void> => this.api.delete(serviceNameOf(name));
    await orNothing(this.calls.make(`delete function ${name}`, call, stillWanted), isMissing);
  }
}
