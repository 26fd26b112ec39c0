import type { StageEvents } from '@harmonybatch/ports';
import { dispatcherMetrics, noGroup } from '@harmonybatch/telemetry';
import type { BatchToRun } from './ready-batch';

const msPerSecond = 1_000;

/** Tells what each request of a batch waited until the batch left. A batch is not of one batcher: it may have read none of its requests. */
export function observeQueueWaits(events: StageEvents, { model, group, readyAtMs, requests }: BatchToRun): void {
  const ofGroup = { model, group: group?.id ?? noGroup };
  for (const { arrivedAtMs } of requests)
    events.observe(dispatcherMetrics.queueWait, ofGroup, Math.max(0, readyAtMs - arrivedAtMs) / msPerSecond);
}
