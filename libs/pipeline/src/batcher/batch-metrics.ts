import type { BatchReason } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import { batcherMetrics, noGroup } from '@harmonybatch/telemetry';

const msPerSecond = 1_000;
/** A batch of the largest size is a full one. */
const reasons = { size: 'full', deadline: 'deadline', late: 'late', unplanned: 'unplanned' } as const;

/** A batch that was written to `batch.ready`. */
export interface EmittedBatch {
  readonly model: string;
  /** Absent where no plan gives its requests a group. */
  readonly groupId?: string | undefined;
  readonly reason: BatchReason;
  readonly size: number;
  /** When it left, epoch ms. */
  readonly readyAtMs: number;
  /** When those of its requests arrived of which that is known, epoch ms. */
  readonly arrivedAtMs: readonly number[];
}

/** Counts a batch, its size, and what its requests waited. */
export function countBatch(
  events: StageEvents,
  { model, groupId, reason, size, readyAtMs, arrivedAtMs }: EmittedBatch,
): void {
  const ofGroup = { model, group: groupId ?? noGroup };
  events.count(batcherMetrics.emitted, { model, reason: reasons[reason] });
  events.observe(batcherMetrics.batchSize, ofGroup, size);
  for (const atMs of arrivedAtMs)
    events.observe(batcherMetrics.queueWait, ofGroup, Math.max(0, readyAtMs - atMs) / msPerSecond);
}
