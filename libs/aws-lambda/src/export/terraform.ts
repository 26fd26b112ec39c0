import {
  environmentAttributes,
  labelOf,
  literal,
  present,
  reference,
  secretVariables,
  tagsOf,
  type Attributes,
  type ExportedFunction,
  type TerraformDocument,
} from '@harmonybatch/platform-calls';
import { toFunctionDefinition } from '../function-definition';
import { servingAlias } from '../lambda-config';

const functionType = 'aws_lambda_function';
const aliasType = 'aws_lambda_alias';
const instancesType = 'aws_lambda_provisioned_concurrency_config';
const provider = { aws: { source: 'hashicorp/aws', version: '>= 5.0' } };

export interface TerraformOptions {
  /** The deployment whose functions they are. */
  readonly owner: string;
  /** Of models that name none. */
  readonly role: string | undefined;
}

/**
 * Functions as resources of the provider `hashicorp/aws`, each with the alias that it is called by.
 * @throws RangeError where a spec cannot be a function, FunctionRefusedError where Lambda has none of its size
 */
export function terraformOf(functions: readonly ExportedFunction[], options: TerraformOptions): TerraformDocument {
  const entries = functions.map((one) => ({ ...one, label: labelOf(one.spec.name) }));
  const warm = entries.filter(({ warmInstances }) => warmInstances > 0);
  const each = (of: (one: (typeof entries)[number]) => Attributes, some = entries) =>
    Object.fromEntries(some.map((one) => [one.label, of(one)]));
  return {
    terraform: { required_providers: provider },
    ...secretVariables(functions),
    resource: {
      [functionType]: each(({ spec }) => functionAttributes(spec, options)),
      [aliasType]: each(({ label }) => aliasAttributes(label)),
      ...(warm.length === 0 ? {} : { [instancesType]: each(instanceAttributes, warm) }),
    },
  };
}

function functionAttributes(spec: ExportedFunction['spec'], { owner, role }: TerraformOptions): Attributes {
  const wanted = toFunctionDefinition(spec, owner, role);
  const { EntryPoint: entryPoint, Command: command } = wanted.ImageConfig ?? {};
  const image = present({ entry_point: entryPoint?.map(literal), command: command?.map(literal) });
  return present({
    function_name: wanted.FunctionName,
    description: literal(wanted.Description ?? ''),
    package_type: wanted.PackageType,
    image_uri: literal(wanted.Code?.ImageUri ?? ''),
    role: wanted.Role,
    memory_size: wanted.MemorySize,
    timeout: wanted.Timeout,
    architectures: wanted.Architectures,
    environment: [{ variables: environmentAttributes(wanted.Environment?.Variables ?? {}) }],
    image_config: Object.keys(image).length === 0 ? undefined : [image],
    ephemeral_storage: [{ size: wanted.EphemeralStorage?.Size }],
    vpc_config: wanted.VpcConfig && [
      { subnet_ids: wanted.VpcConfig.SubnetIds, security_group_ids: wanted.VpcConfig.SecurityGroupIds },
    ],
    publish: true,
    tags: tagsOf(spec, owner),
  });
}

const aliasAttributes = (label: string): Attributes => ({
  name: servingAlias,
  function_name: reference(functionType, label, 'function_name'),
  function_version: reference(functionType, label, 'version'),
});

const instanceAttributes = ({ label, warmInstances }: { label: string; warmInstances: number }): Attributes => ({
  function_name: reference(functionType, label, 'function_name'),
  qualifier: reference(aliasType, label, 'name'),
  provisioned_concurrent_executions: warmInstances,
});
