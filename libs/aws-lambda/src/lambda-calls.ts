import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListFunctionsCommand,
  PutProvisionedConcurrencyConfigCommand,
  TagResourceCommand,
  type AliasConfiguration,
  type CreateFunctionCommandInput,
  type FunctionConfiguration,
  type GetProvisionedConcurrencyConfigCommandOutput,
  type LambdaClient,
  type ListFunctionsCommandOutput,
} from '@aws-sdk/client-lambda';
import type { IsStillWanted } from '@harmonybatch/ports';
import { orNothing, RepeatedCalls, type RepetitionOptions, type Tags } from '@harmonybatch/platform-calls';
import { servingAlias as Qualifier } from './lambda-config';
import { isMissing, mayPass } from './lambda-fault';

/** A function that is there, with its image as its model named it, and its tags. */
export type ExistingFunction = FunctionConfiguration & { readonly ImageUri?: string; readonly tags?: Tags };

/** The calls of the control plane that are made here, each repeated where it may pass. */
export class LambdaCalls {
  private readonly calls: RepeatedCalls;

  constructor(
    private readonly client: LambdaClient,
    options: RepetitionOptions,
    private readonly timeoutMs: number,
  ) {
    this.calls = new RepeatedCalls(options, mayPass);
  }

  /** Undefined where there is none. */
  async find(name: string, stillWanted?: IsStillWanted): Promise<ExistingFunction | undefined> {
    const call = () => this.client.send(new GetFunctionCommand({ FunctionName: name }), this.limit());
    const found = await orNothing(this.calls.make(`read function ${name}`, call, stillWanted), isMissing);
    return found && { ...found.Configuration, ImageUri: found.Code?.ImageUri, tags: found.Tags };
  }

  async create(definition: CreateFunctionCommandInput, stillWanted?: IsStillWanted): Promise<ExistingFunction> {
    const call = () => this.client.send(new CreateFunctionCommand(definition), this.limit());
    const created = await this.calls.make(`create function ${definition.FunctionName}`, call, stillWanted);
    return { ...created, ImageUri: definition.Code?.ImageUri, tags: definition.Tags };
  }

  /** Adds these tags; others stay. */
  async tag({ FunctionName, FunctionArn }: ExistingFunction, tags: Tags, stillWanted?: IsStillWanted): Promise<void> {
    const command = new TagResourceCommand({ Resource: FunctionArn, Tags: { ...tags } });
    await this.calls.make(`tag function ${FunctionName}`, () => this.client.send(command, this.limit()), stillWanted);
  }

  async delete(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const call = () => this.client.send(new DeleteFunctionCommand({ FunctionName: name }), this.limit());
    await orNothing(this.calls.make(`delete function ${name}`, call, stillWanted), isMissing);
  }

  page(Marker: string | undefined): Promise<ListFunctionsCommandOutput> {
    return this.calls.make('list functions', () =>
      this.client.send(new ListFunctionsCommand({ Marker }), this.limit()),
    );
  }

  findAlias(name: string, stillWanted?: IsStillWanted): Promise<AliasConfiguration | undefined> {
    const call = () => this.client.send(new GetAliasCommand({ FunctionName: name, Name: Qualifier }), this.limit());
    return orNothing(this.calls.make(`read alias ${Qualifier} of ${name}`, call, stillWanted), isMissing);
  }

  async createAlias(name: string, FunctionVersion: string, stillWanted?: IsStillWanted): Promise<void> {
    const command = new CreateAliasCommand({ FunctionName: name, Name: Qualifier, FunctionVersion });
    await this.calls.make(`name a version of ${name}`, () => this.client.send(command, this.limit()), stillWanted);
  }

  /** Undefined where none are provisioned. */
  provisioned(
    name: string,
    stillWanted?: IsStillWanted,
  ): Promise<GetProvisionedConcurrencyConfigCommandOutput | undefined> {
    const command = new GetProvisionedConcurrencyConfigCommand({ FunctionName: name, Qualifier });
    const call = () => this.client.send(command, this.limit());
    return orNothing(this.calls.make(`read the instances of ${name}`, call, stillWanted), isMissing);
  }

  async provision(name: string, count: number, stillWanted?: IsStillWanted): Promise<void> {
    const asked = { FunctionName: name, Qualifier, ProvisionedConcurrentExecutions: count };
    const call = () => this.client.send(new PutProvisionedConcurrencyConfigCommand(asked), this.limit());
    await this.calls.make(`keep ${count} instances of ${name}`, call, stillWanted);
  }

  async unprovision(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const command = new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: name, Qualifier });
    const call = () => this.client.send(command, this.limit());
    await orNothing(this.calls.make(`keep no instances of ${name}`, call, stillWanted), isMissing);
  }

  private limit(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.timeoutMs) };
  }
}
