import type FcSdk from '@alicloud/fc20230330';
import {
  CreateFunctionRequest,
  DeleteScalingConfigRequest,
  DisableFunctionInvocationRequest,
  GetFunctionRequest,
  GetScalingConfigRequest,
  ListFunctionsRequest,
  PutScalingConfigInput,
  PutScalingConfigRequest,
  TagResourcesInput,
  TagResourcesRequest,
  UpdateFunctionInput,
  UpdateFunctionRequest,
  type CreateFunctionInput,
  type Function as FcFunction,
  type ListFunctionsOutput,
  type ScalingConfigStatus,
} from '@alicloud/fc20230330';
import { orNothing, type Tags } from '@harmonybatch/platform-calls';
import type { IsStillWanted } from '@harmonybatch/ports';
import { FailedCallError, type ControlCalls } from './control-calls';
import { asList } from './ownership';

const qualifier = 'LATEST';
const listPageSize = 100;

/** The operations of the control API that functions are made, read and removed with; each is safe to repeat. */
export class FunctionCalls {
  constructor(
    private readonly client: FcSdk,
    private readonly calls: ControlCalls,
  ) {}

  /** @returns undefined where there is none */
  find(name: string, stillWanted?: IsStillWanted): Promise<FcFunction | undefined> {
    const request = new GetFunctionRequest({});
    return orNothing(
      this.calls.make(
        `read function ${name}`,
        async (runtime) => existing((await this.client.getFunctionWithOptions(name, request, {}, runtime)).body, name),
        stillWanted,
      ),
      isMissing,
    );
  }

  /** Another replica may have created it meanwhile, or an attempt of ours that timed out: then it is that one. */
  async create(name: string, body: CreateFunctionInput, stillWanted?: IsStillWanted): Promise<FcFunction> {
    const request = new CreateFunctionRequest({ body });
    try {
      return await this.calls.make(
        `create function ${name}`,
        async (runtime) => existing((await this.client.createFunctionWithOptions(request, {}, runtime)).body, name),
        stillWanted,
      );
    } catch (error) {
      const there = isAlreadyThere(error) ? await this.find(name) : undefined;
      if (there) return there;
      throw error;
    }
  }

  /** Sets these fields; those that are not named stay. */
  update(name: string, change: Partial<CreateFunctionInput>, stillWanted?: IsStillWanted): Promise<FcFunction> {
    const request = new UpdateFunctionRequest({ body: new UpdateFunctionInput({ ...change }) });
    return this.calls.make(
      `update function ${name}`,
      async (runtime) => existing((await this.client.updateFunctionWithOptions(name, request, {}, runtime)).body, name),
      stillWanted,
    );
  }

  /** Adds these tags; others stay. */
  async tag({ functionName, functionArn = '' }: FcFunction, tags: Tags, stillWanted?: IsStillWanted): Promise<void> {
    const body = new TagResourcesInput({ resourceType: 'function', resourceId: [functionArn], tag: asList(tags) });
    await this.calls.make(
      `tag function ${functionName}`,
      (runtime) => this.client.tagResourcesWithOptions(new TagResourcesRequest({ body }), {}, runtime),
      stillWanted,
    );
  }

  async delete(name: string, stillWanted?: IsStillWanted): Promise<void> {
    await orNothing(
      this.calls.make(
        `delete function ${name}`,
        (runtime) => this.client.deleteFunctionWithOptions(name, {}, runtime),
        stillWanted,
      ),
      isMissing,
    );
  }

  /** One page of the functions whose names begin so. */
  async page(prefix: string, nextToken: string | undefined): Promise<ListFunctionsOutput | undefined> {
    const request = new ListFunctionsRequest({ prefix, fcVersion: 'v3', limit: listPageSize, nextToken });
    const { body } = await this.calls.make('list functions', (runtime) =>
      this.client.listFunctionsWithOptions(request, {}, runtime),
    );
    return body;
  }

  async allowInvocations(name: string, stillWanted?: IsStillWanted): Promise<void> {
    await this.calls.make(
      `allow invocations of ${name}`,
      (runtime) => this.client.enableFunctionInvocationWithOptions(name, {}, runtime),
      stillWanted,
    );
  }

  /** Ends those under way, too. */
  async forbidInvocations(name: string, reason: string, stillWanted?: IsStillWanted): Promise<void> {
    const request = new DisableFunctionInvocationRequest({ abortOngoingRequest: true, reason });
    await orNothing(
      this.calls.make(
        `forbid invocations of ${name}`,
        (runtime) => this.client.disableFunctionInvocationWithOptions(name, request, {}, runtime),
        stillWanted,
      ),
      isMissing,
    );
  }

  async keepInstances(name: string, minInstances: number, stillWanted?: IsStillWanted): Promise<void> {
    const request = new PutScalingConfigRequest({ qualifier, body: new PutScalingConfigInput({ minInstances }) });
    await this.calls.make(
      `keep ${minInstances} instances of ${name}`,
      (runtime) => this.client.putScalingConfigWithOptions(name, request, {}, runtime),
      stillWanted,
    );
  }

  /** @returns undefined where none is configured, or there is no such function */
  async scaling(name: string, stillWanted?: IsStillWanted): Promise<ScalingConfigStatus | undefined> {
    const request = new GetScalingConfigRequest({ qualifier });
    const answer = await orNothing(
      this.calls.make(
        `read the scaling of ${name}`,
        (runtime) => this.client.getScalingConfigWithOptions(name, request, {}, runtime),
        stillWanted,
      ),
      isMissing,
    );
    return answer?.body;
  }

  async stopScaling(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const request = new DeleteScalingConfigRequest({ qualifier });
    await orNothing(
      this.calls.make(
        `stop the scaling of ${name}`,
        (runtime) => this.client.deleteScalingConfigWithOptions(name, request, {}, runtime),
        stillWanted,
      ),
      isMissing,
    );
  }
}

function existing(body: FcFunction | undefined, name: string): FcFunction {
  if (!body) throw new Error(`the answer about ${name} was empty`);
  return body;
}

const isMissing = (error: unknown): boolean => error instanceof FailedCallError && error.fault.statusCode === 404;

const isAlreadyThere = (error: unknown): boolean =>
  error instanceof FailedCallError && (error.fault.statusCode === 409 || error.fault.code === 'FunctionAlreadyExists');
