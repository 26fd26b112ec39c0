import { createHash } from 'node:crypto';
import type { ModelProfiled } from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';
import type { PlannedGroup } from '@harmonybatch/planning';

const hash = (value: unknown, length: number): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length);

const maxModelPart = 36;

/** Name of the function that runs a model in a shape: what it is, hashed, so that it never changes while it serves. */
export function functionNameOf(prefix: string, model: ModelProfiled, shape: FunctionShape): string {
  const readable = model.name.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, maxModelPart);
  const { vcpu, memoryMb, gpuMemoryMb, gpuType, type } = shape;
  return `${prefix}${readable}-${type}-${hash([model, vcpu, memoryMb, gpuMemoryMb ?? 0, ...(gpuType === undefined ? [] : [gpuType])], 12)}`;
}

/**
 * Id of a group: the hash of its apps, their timeouts, its batch size, its function, and what small batches may wait
 * longer. A re-plan keeps equal groups.
 */
export function groupIdOf(group: PlannedGroup, functionName: string, slackMs?: readonly number[]): string {
  const apps = group.apps.map(({ name, timeoutMs }) => [name, timeoutMs]);
  return hash([apps, group.batchSize, functionName, ...(slackMs === undefined ? [] : [slackMs])], 16);
}
