import type { CreateFunctionInput } from '@alicloud/fc20230330';
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
import { toFunctionDefinition, type DefinitionOptions } from '../platform/function-definition';

const functionType = 'alicloud_fcv3_function';
const instancesType = 'alicloud_fcv3_provision_config';
/** The first version whose functions have tags. */
const provider = { alicloud: { source: 'aliyun/alicloud', version: '>= 1.242.0' } };

export type TerraformOptions = Pick<DefinitionOptions, 'gpuType' | 'owner'>;

/**
 * Functions as resources of the provider `aliyun/alicloud`.
 * @throws RangeError where a spec cannot be a function
 */
export function terraformOf(functions: readonly ExportedFunction[], options: TerraformOptions): TerraformDocument {
  const entries = functions.map((one) => ({ ...one, label: labelOf(one.spec.name) }));
  const warm = entries.filter(({ warmInstances }) => warmInstances > 0);
  const notes = functions.flatMap(({ spec }) => notesOf(spec));
  return {
    ...(notes.length === 0 ? {} : { '//': notes }),
    terraform: { required_providers: provider },
    ...secretVariables(functions),
    resource: {
      [functionType]: Object.fromEntries(entries.map(({ label, spec }) => [label, functionAttributes(spec, options)])),
      ...(warm.length === 0
        ? {}
        : { [instancesType]: Object.fromEntries(warm.map((one) => [one.label, instanceAttributes(one)])) }),
    },
  };
}

function functionAttributes(spec: ExportedFunction['spec'], options: TerraformOptions): Attributes {
  // The password of a registry is none of the file's business, and the provider has no attribute for it.
  const definition = toFunctionDefinition(spec, { ...options, passwordOf: () => '' });
  const { environmentVariables = {} } = definition;
  return {
    ...attributes(withoutLists(definition)),
    environment_variables: environmentAttributes(environmentVariables),
    tags: tagsOf(spec, options.owner),
  };
}

/** As the adapter keeps instances: they are paid as idle ones while they run nothing. */
const instanceAttributes = ({ label, warmInstances }: { label: string; warmInstances: number }): Attributes => ({
  function_name: reference(functionType, label, 'function_name'),
  qualifier: 'LATEST',
  target: warmInstances,
  always_allocate_cpu: false,
  always_allocate_gpu: false,
});

/** Maps and lists with keys of their own are written apart, and what the provider has no attribute for is left out. */
function withoutLists(definition: CreateFunctionInput): Record<string, unknown> {
  const {
    environmentVariables: _env,
    tags: _tags,
    customContainerConfig,
    instanceLifecycleConfig,
    ...rest
  } = definition.toMap() as Record<string, Record<string, unknown> | undefined>;
  const { registryConfig: _registry, ...container } = customContainerConfig ?? {};
  const hooks = Object.entries(instanceLifecycleConfig ?? {}).map(([name, hook]) => {
    const { command: _command, ...offered } = hook as Record<string, unknown>;
    return [name, offered] as const;
  });
  return {
    ...rest,
    customContainerConfig: container,
    ...(hooks.length === 0 ? {} : { instanceLifecycleConfig: Object.fromEntries(hooks) }),
  };
}

function notesOf({ name, container }: ExportedFunction['spec']): string[] {
  const commands = [container?.initializer?.command, container?.preStop?.command].filter((one) => one !== undefined);
  return [
    ...(container?.registry === undefined
      ? []
      : [`${name}: the provider has no attribute for a registry of one's own`]),
    ...(commands.length === 0 ? [] : [`${name}: the provider has no attribute for commands of hooks`]),
  ];
}

const attributes = (fields: Readonly<Record<string, unknown>>): Attributes =>
  Object.fromEntries(Object.entries(present(fields)).map(([name, value]) => [snakeCase(name), attribute(value)]));

function attribute(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map((one) => (isFields(one) ? attributes(one) : attribute(one)));
  return isFields(value) ? [attributes(value)] : value;
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `vSwitchIds` is `vswitch_ids` there, and `enableTLS` is `enable_tls`. */
const snakeCase = (name: string): string =>
  name
    .replace(/^vSwitch/, 'vswitch')
    .replace(/TLS$/, 'Tls')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
