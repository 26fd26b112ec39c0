import type { FunctionShape, ModelProfile } from '@harmonybatch/model';
import { ApiError } from '../http/api-error';
import { emulatedModel } from './emulated-model';
import type { FunctionChange, FunctionInput } from './function-input';
import type { SizeRules } from './size-rules';

/** A function as it stands: what was asked for and what follows from it. Never changed, only replaced. */
export interface FunctionRecord {
  readonly id: string;
  readonly settings: FunctionInput;
  readonly shape: FunctionShape;
  readonly profile: ModelProfile;
  readonly createdAtEpochMs: number;
  readonly modifiedAtEpochMs: number;
}

/** A new function. Throws InvalidArgument where its size is not offered or its model is not known. */
export function newRecord(id: string, settings: FunctionInput, rules: SizeRules, nowEpochMs: number): FunctionRecord {
  return { id, ...derived(settings, rules), createdAtEpochMs: nowEpochMs, modifiedAtEpochMs: nowEpochMs };
}

/** The function with some settings changed. Throws InvalidArgument; a CPU function stays one, and a GPU function too. */
export function changedRecord(
  record: FunctionRecord,
  change: FunctionChange,
  rules: SizeRules,
  nowEpochMs: number,
): FunctionRecord {
  if (change.gpuConfig !== undefined && record.shape.type === 'cpu') {
    throw new ApiError('InvalidArgument', 'gpuConfig: a CPU function cannot become a GPU function; create another one');
  }
  return { ...record, ...derived({ ...record.settings, ...change }, rules), modifiedAtEpochMs: nowEpochMs };
}

function derived(settings: FunctionInput, rules: SizeRules): Pick<FunctionRecord, 'settings' | 'shape' | 'profile'> {
  const shape = shapeOf(settings, rules);
  const fault = rules.fault(shape, settings.gpuConfig?.gpuType);
  if (fault !== undefined) throw new ApiError('InvalidArgument', fault);
  const profile = emulatedModel(settings.environmentVariables);
  if (profile[shape.type] !== undefined) return { settings, shape, profile };
  throw new ApiError('InvalidArgument', `the function's model has no ${shape.type.toUpperCase()} profile`);
}

function shapeOf({ cpu, memorySize, gpuConfig }: FunctionInput, rules: SizeRules): FunctionShape {
  if (gpuConfig === undefined) return { type: 'cpu', vcpu: cpu, memoryMb: memorySize };
  const { gpuType, gpuMemorySize } = gpuConfig;
  const whole = rules.isHeldWhole(gpuType) ? { gpuType } : {};
  return { type: 'gpu', vcpu: cpu, memoryMb: memorySize, gpuMemoryMb: gpuMemorySize, ...whole };
}
