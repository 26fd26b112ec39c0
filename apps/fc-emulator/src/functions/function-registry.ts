import { ApiError } from '../http/api-error';
import type { Deployment, Deploy } from '../instances/deployment';
import type { Timers } from '../time/timers';
import { readFunctionChange, readFunctionInput } from './function-input';
import { changedRecord, newRecord } from './function-record';
import { functionArn } from './function-output';
import type { FunctionRules } from './function-rules';
import { pageToken, readPageToken } from './page-token';
import { hasTags, merged, readTagResources, readUntagResources, type TagsInput } from './tag-input';

/** Most functions at a time. */
export const maxFunctions = 1000;

export interface FunctionPage {
  readonly functions: readonly Deployment[];
  /** Where to go on, absent on the last page. */
  readonly nextToken?: string;
}

/** Which functions are listed; empty text: any. */
export interface FunctionFilter {
  readonly prefix: string;
  readonly runtime: string;
  readonly gpuType: string;
  /** All of these; any where there are none. */
  readonly tags: TagsInput;
}

/** All functions that exist now, by name. */
export class FunctionRegistry {
  private readonly deployments = new Map<string, Deployment>();

  constructor(
    private readonly rules: FunctionRules,
    private readonly deploy: Deploy,
    private readonly newFunctionId: () => string,
    private readonly timers: Timers,
  ) {}

  all(): readonly Deployment[] {
    return [...this.deployments.values()];
  }

  /** Throws InvalidArgument, FunctionAlreadyExists, LimitExceededError. */
  create(body: unknown): Deployment {
    const settings = readFunctionInput(body);
    const name = settings.functionName;
    if (this.deployments.has(name)) throw new ApiError('FunctionAlreadyExists', `function '${name}' already exists`);
    if (this.deployments.size >= maxFunctions) {
      throw new ApiError('LimitExceededError', `at most ${maxFunctions} functions; delete some`);
    }
    const record = newRecord(this.newFunctionId(), settings, this.rules, this.timers.epochMs());
    const deployment = this.deploy(record);
    deployment.condition.fetch(record.settings.customContainerConfig.image);
    this.deployments.set(name, deployment);
    return deployment;
  }

  /** Throws FunctionNotFound. */
  get(name: string): Deployment {
    const deployment = this.deployments.get(name);
    if (deployment === undefined) throw new ApiError('FunctionNotFound', `function '${name}' does not exist`);
    return deployment;
  }

  /** Idle time up to now gets onto the bill. */
  countIdle(): void {
    for (const { pool } of this.deployments.values()) pool.countIdle();
  }

  /** Functions in order of name, `limit` at a time, from where `token` says. Throws InvalidArgument for a token that is none. */
  list({ prefix, runtime, gpuType, tags }: FunctionFilter, limit: number, token: string): FunctionPage {
    const after = readPageToken(token);
    const names = [...this.deployments]
      .filter(([name]) => name.startsWith(prefix) && name > after)
      .filter(([, { record }]) => runtime === '' || record.settings.runtime === runtime)
      .filter(([, { record }]) => gpuType === '' || record.settings.gpuConfig?.gpuType === gpuType)
      .filter(([, { record }]) => hasTags(record.settings.tags, tags))
      .map(([name]) => name)
      .sort();
    const functions = names.slice(0, limit).map((name) => this.get(name));
    const last = names[limit - 1];
    return names.length > limit && last !== undefined ? { functions, nextToken: pageToken(last) } : { functions };
  }

  /** Replaces the instances by ones of the new settings; what runs ends undisturbed. Throws as `create`, FunctionNotFound. */
  update(name: string, body: unknown): Deployment {
    const old = this.get(name);
    const record = changedRecord(old.record, readFunctionChange(body), this.rules, this.timers.epochMs());
    const deployment = this.deploy(record);
    old.pool.retire();
    deployment.takeOver(old);
    const { customContainerConfig: container } = record.settings;
    if (container === old.record.settings.customContainerConfig && old.condition.state === 'Active')
      deployment.condition.become('Active');
    else deployment.condition.fetch(container.image);
    this.deployments.set(name, deployment);
    return deployment;
  }

  /** The body of TagResources: what is named there is tagged, all of it or nothing. Throws InvalidArgument, FunctionNotFound, LimitExceededError. */
  tag(body: unknown): void {
    const { ResourceId, Tag } = readTagResources(body);
    const tagged = ResourceId.map((arn) => {
      const deployment = this.byArn(arn);
      return { deployment, tags: merged(deployment.record.settings.tags ?? [], Tag) };
    });
    for (const { deployment, tags } of tagged) deployment.tag(tags);
  }

  /** The query of UntagResources, in the same way. Throws InvalidArgument, FunctionNotFound. */
  untag(query: Readonly<Record<string, unknown>>): void {
    const { ResourceId, TagKey, All } = readUntagResources(query);
    for (const deployment of ResourceId.map((arn) => this.byArn(arn))) {
      const { tags = [] } = deployment.record.settings;
      deployment.tag(tags.filter(({ Key }) => !All && !TagKey.includes(Key)));
    }
  }

  private byArn(arn: string): Deployment {
    const found = [...this.deployments].find(([name]) => functionArn(name) === arn);
    if (found === undefined) throw new ApiError('FunctionNotFound', `resource '${arn}' does not exist`);
    return found[1];
  }

  /** Throws FunctionNotFound, and ProvisionConfigExist where it still keeps instances. */
  delete(name: string): void {
    const deployment = this.get(name);
    if (deployment.keepsInstances) {
      throw new ApiError('ProvisionConfigExist', `provision config exists for function '${name}'; delete it first`);
    }
    this.lose(name);
  }

  /** It is gone, whatever it keeps. Throws FunctionNotFound. */
  lose(name: string): void {
    this.get(name).pool.retire();
    this.deployments.delete(name);
  }
}
