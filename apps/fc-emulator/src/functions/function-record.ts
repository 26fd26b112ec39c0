import type { FunctionShape, ModelProfile } from '@harmonybatch/model';
import type { LocalCommand } from '@harmonybatch/platform-files';
import { ApiError } from '../http/api-error';
import { emulatedModel } from './emulated-model';
import type { FunctionChange, FunctionInput } from './function-input';
import type { FunctionRules } from './function-rules';
import type { SizeRules } from './size-rules';

/** What the instances of a function run: a command of this machine, its image, or nothing, taking the time that a model would. */
export type ContainerKind =
  | { readonly kind: 'process'; readonly command: LocalCommand }
  | { readonly kind: 'image' }
  | { readonly kind: 'emulated'; readonly profile: ModelProfile };

/** A function as it stands: what was asked for and what follows from it. Never changed, only replaced. */
export interface FunctionRecord {
  readonly id: string;
  readonly settings: FunctionInput;
  readonly shape: FunctionShape;
  readonly container: ContainerKind;
  readonly createdAtEpochMs: number;
  readonly modifiedAtEpochMs: number;
}

/** A new function. Throws InvalidArgument where its size is not offered or its model is not known. */
export function newRecord(
  id: string,
  settings: FunctionInput,
  rules: FunctionRules,
  nowEpochMs: number,
): FunctionRecord {
  return { id, ...derived(settings, rules), createdAtEpochMs: nowEpochMs, modifiedAtEpochMs: nowEpochMs };
}

/** The function with some settings changed. Throws InvalidArgument; a CPU function stays one, and a GPU function too. */
export function changedRecord(
  record: FunctionRecord,
  change: FunctionChange,
  rules: FunctionRules,
  nowEpochMs: number,
): FunctionRecord {
  if (change.gpuConfig !== undefined && record.shape.type === 'cpu') {
    throw new ApiError('InvalidArgument', 'gpuConfig: a CPU function cannot become a GPU function; create another one');
  }
  return { ...record, ...derived({ ...record.settings, ...change }, rules), modifiedAtEpochMs: nowEpochMs };
}

function derived(
  settings: FunctionInput,
  rules: FunctionRules,
): Pick<FunctionRecord, 'settings' | 'shape' | 'container'> {
  const shape = shapeOf(settings, rules.sizes);
  const fault = rules.sizes.fault(shape, settings.gpuConfig?.gpuType);
  if (fault !== undefined) throw new ApiError('InvalidArgument', fault);
  return { settings, shape, container: containerOf(settings, shape, rules) };
}

function containerOf(settings: FunctionInput, shape: FunctionShape, rules: FunctionRules): ContainerKind {
  const command = rules.commandOf(settings.customContainerConfig.image);
  if (command !== undefined || rules.runsImages) refuseHookCommands(settings);
  if (command !== undefined) return { kind: 'process', command };
  if (rules.runsImages) return { kind: 'image' };
  const profile = emulatedModel(settings.environmentVariables);
  if (profile[shape.type] !== undefined) return { kind: 'emulated', profile };
  throw new ApiError('InvalidArgument', `the function's model has no ${shape.type.toUpperCase()} profile`);
}

/** A hook that is a command names a program inside of the image, where nothing is run here but its entrypoint. */
function refuseHookCommands({ instanceLifecycleConfig = {} }: FunctionInput): void {
  const { initializer, preStop } = instanceLifecycleConfig;
  if (initializer?.command === undefined && preStop?.command === undefined) return;
  throw new ApiError(
    'InvalidArgument',
    'instanceLifecycleConfig: hooks are called over HTTP here; commands inside of the image cannot be hooks',
  );
}

function shapeOf({ cpu, memorySize, gpuConfig }: FunctionInput, rules: SizeRules): FunctionShape {
  if (gpuConfig === undefined) return { type: 'cpu', vcpu: cpu, memoryMb: memorySize };
  const { gpuType, gpuMemorySize } = gpuConfig;
  const whole = rules.isHeldWhole(gpuType) ? { gpuType } : {};
  return { type: 'gpu', vcpu: cpu, memoryMb: memorySize, gpuMemoryMb: gpuMemorySize, ...whole };
}
