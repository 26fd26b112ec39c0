import type { CreateFunctionCommandInput, ImageConfig } from '@aws-sdk/client-lambda';
import { functionEnvironment, type FunctionSpec } from '@harmonybatch/ports';
import { checkSpec, tagsOf, type SpecLimits } from '@harmonybatch/platform-calls';
import type { ExistingFunction } from './lambda-calls';
import { refused } from './refusal';

/** So much memory comes with one vCPU. */
export const mbPerVcpu = 1_769;
const memoryRangeMb = { min: 128, max: 10_240 };
/** A size may be off its vCPU by as much as the catalogue's grid of whole megabytes. */
const vcpuSlack = 0.01;
const limits: SpecLimits = {
  what: 'a Lambda function',
  maxTimeoutSeconds: 900,
  lacks: ['acrInstanceId', 'registry', 'healthCheck', 'initializer', 'preStop', 'logs', 'nas', 'oss'],
};

/** What the Lambda Web Adapter, an extension in the image, needs to post an invocation to a server on a port. */
const adapterVariables = ({ port, path = '/invoke' }: FunctionSpec): Record<string, string> => ({
  AWS_LWA_PORT: String(port),
  AWS_LWA_PASS_THROUGH_PATH: path,
});

/**
 * The body of `CreateFunction` for a spec.
 * @param owner the deployment whose function it is
 * @param defaultRole of models that name none
 * @throws RangeError where the spec cannot be a function, FunctionRefusedError where Lambda has none of its size
 */
export function toFunctionDefinition(
  spec: FunctionSpec,
  owner: string,
  defaultRole: string | undefined,
): CreateFunctionCommandInput {
  checkSpec(spec, limits);
  checkSize(spec);
  const { container, vpc } = spec;
  const role = spec.role ?? defaultRole;
  if (role === undefined)
    throw new RangeError(`${spec.name}: a Lambda function needs a role; give one to the model or to the planner`);
  return {
    FunctionName: spec.name,
    Description: `${spec.model} ${spec.modelVersion}`,
    PackageType: 'Image',
    Code: { ImageUri: spec.image },
    Role: role,
    MemorySize: Math.round(spec.shape.memoryMb),
    Timeout: Math.ceil(spec.timeoutSeconds),
    Architectures: ['x86_64'],
    Environment: { Variables: { ...adapterVariables(spec), ...functionEnvironment(spec) } },
    ImageConfig: { EntryPoint: copyOf(container?.entrypoint), Command: copyOf(container?.command) },
    EphemeralStorage: { Size: container?.diskMb ?? 512 },
    VpcConfig: vpc && { SubnetIds: [...vpc.vSwitchIds], SecurityGroupIds: [vpc.securityGroupId] },
    Publish: true,
    Tags: tagsOf(spec, owner),
  };
}

const copyOf = (words: readonly string[] | undefined): string[] | undefined => words && [...words];

/**
 * How a function that is already there differs from the one wanted. A name is a hash of the content, so any difference
 * means that somebody changed the function.
 */
export function differences(wanted: CreateFunctionCommandInput, there: ExistingFunction): string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['ImageUri', wanted.Code?.ImageUri, there.ImageUri],
    ['MemorySize', wanted.MemorySize, there.MemorySize],
    ['Timeout', wanted.Timeout, there.Timeout],
    ['Role', wanted.Role, there.Role],
    ['PackageType', wanted.PackageType, there.PackageType],
    ['Description', wanted.Description, there.Description],
    ['EphemeralStorage', wanted.EphemeralStorage?.Size, there.EphemeralStorage?.Size],
    ['ImageConfig', inWords(wanted.ImageConfig), inWords(there.ImageConfigResponse?.ImageConfig)],
    ['Environment', sorted(wanted.Environment?.Variables), sorted(there.Environment?.Variables)],
  ];
  return pairs.flatMap(([field, want, is]) => (want === is ? [] : [`${field} is ${String(is)}, not ${String(want)}`]));
}

/** An image that is started as it says itself has none. */
const inWords = ({ EntryPoint = [], Command = [] }: ImageConfig = {}): string =>
  JSON.stringify({ EntryPoint, Command });

const sorted = (variables: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify(Object.entries(variables).sort(([left], [right]) => (left < right ? -1 : 1)));

function checkSize(spec: FunctionSpec): void {
  const fault = sizeFault(spec);
  if (fault !== null) throw refused(spec.name, 'size', `${spec.name}: ${fault}`);
}

function sizeFault({ shape: { type, vcpu, memoryMb } }: FunctionSpec): string | null {
  if (type === 'gpu') return 'Lambda has no functions with a card';
  const { min, max } = memoryRangeMb;
  if (memoryMb < min || memoryMb > max) return `memory must be ${min} to ${max} MB, not ${memoryMb}`;
  const given = memoryMb / mbPerVcpu;
  return given >= vcpu * (1 - vcpuSlack) ? null : `${memoryMb} MB come with ${given.toFixed(2)} vCPU, not ${vcpu}`;
}
