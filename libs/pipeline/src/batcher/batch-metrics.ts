import type { BatchReason } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import { batcherMetrics, noGroup } from '@harmonybatch/telemetry';

/** A batch of the largest size is a full one. */
const reasons = { size: 'full', deadline: 'deadline', late: 'late', unplanned: 'unplanned' } as const;

/** A batch that was written to `batch.ready`. */
export interface EmittedBatch {
  readonly model: string;
  /** Absent where no plan gives its requests a group. */
  readonly groupId?: string | undefined;
  readonly reason: BatchReason;
  readonly size: number;
}

/** Counts a batch and its size. */
export function countBatch(events: StageEvents, { model, groupId, reason, size }: EmittedBatch): void {
  events.count(batcherMetrics.emitted, { model, reason: reasons[reason] });
  events.observe(batcherMetrics.batchSize, { model, group: groupId ?? noGroup }, size);
}
