import type { FunctionShape } from '@harmonybatch/model';
import type { PlannedGroup } from '@harmonybatch/planning';

const mbPerGb = 1024;

/** `CPU 1.55`, `GPU 2 GB`, `GPU 24 GB (fc.gpu.ada.2)`: what a table names a function. */
export function shapeLabel({ type, vcpu, gpuMemoryMb = 0, gpuType }: FunctionShape): string {
  if (type === 'cpu') return `CPU ${vcpu}`;
  return `GPU ${gpuMemoryMb / mbPerGb} GB${gpuType === undefined ? '' : ` (${gpuType})`}`;
}

/** A group in one line: function, batch size, and how long each app may wait. */
export function groupLabel({ function: shape, batchSize, apps }: PlannedGroup): string {
  const waits = apps.map(({ name, timeoutMs }) => `${name} ${(timeoutMs / 1000).toFixed(2)} s`).join(', ');
  return `${shapeLabel(shape)}, b ${batchSize}${batchSize > 1 ? `, waits ${waits}` : `, ${apps.map(({ name }) => name).join(' ')}`}`;
}
