import { CreateFunctionInput } from '@alicloud/fc20230330';
import { checkSpec, tagsOf, type SpecLimits } from '@harmonybatch/platform-calls';
import { functionEnvironment, roundVcpu, type FunctionSpec } from '@harmonybatch/ports';
import { containerFields, type PasswordOf } from './container-definition';
import { asList } from './ownership';

const limits: SpecLimits = { what: 'a function', maxTimeoutSeconds: 86_400, lacks: [] };

interface GpuConfig {
  readonly gpuType: string;
  readonly gpuMemorySize: number;
}

export interface DefinitionOptions {
  /** The platform's name of the card, `fc.gpu.ampere.1`; needed where a shape has a GPU and names none. */
  readonly gpuType?: string;
  /** The deployment whose function it is. */
  readonly owner: string;
  readonly passwordOf: PasswordOf;
}

/**
 * The body of `CreateFunction` for a spec. One request at a time per instance: batches are the only concurrency the cost
 * model knows.
 * @throws RangeError where the spec cannot be a function.
 */
export function toFunctionDefinition(
  spec: FunctionSpec,
  { gpuType, owner, passwordOf }: DefinitionOptions,
): CreateFunctionInput {
  checkSpec(spec, limits);
  const gpuConfig = gpuConfigOf(spec, gpuType);
  return new CreateFunctionInput({
    functionName: spec.name,
    description: `${spec.model} ${spec.modelVersion}`,
    tags: asList(tagsOf(spec, owner)),
    runtime: 'custom-container',
    handler: 'index.handler',
    cpu: roundVcpu(spec.shape.vcpu),
    memorySize: spec.shape.memoryMb,
    instanceConcurrency: 1,
    timeout: Math.ceil(spec.timeoutSeconds),
    ...containerFields(spec, passwordOf),
    environmentVariables: functionEnvironment(spec),
    gpuConfig,
    role: spec.role,
    vpcConfig: spec.vpc && { ...spec.vpc, vSwitchIds: [...spec.vpc.vSwitchIds] },
  });
}

function gpuConfigOf({ name, shape }: FunctionSpec, slicedGpuType: string | undefined): GpuConfig | undefined {
  if (shape.type === 'cpu') return undefined;
  const gpuType = shape.gpuType ?? slicedGpuType;
  const gpuMemorySize = shape.gpuMemoryMb ?? Number.NaN;
  if (!(Number.isFinite(gpuMemorySize) && gpuMemorySize > 0)) {
    throw new RangeError(`${name}: a GPU function needs gpuMemoryMb above 0, not ${shape.gpuMemoryMb}`);
  }
  if (!gpuType) throw new RangeError(`${name}: no GPU type is configured, so no GPU function can be created`);
  return { gpuType, gpuMemorySize };
}
