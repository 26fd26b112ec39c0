import { topics, type BatchReason } from '@harmonybatch/contracts';
import type { OutboundRecord } from '@harmonybatch/ports';

export interface ReadyBatch {
  readonly batchId: string;
  readonly model: string;
  readonly reason: BatchReason;
  readonly readyAtMs: number;
  /** Since when whatever became of its requests became of them; absent where nobody knows. */
  readonly openAtMs?: number | undefined;
  /** When it had to leave at the latest, epoch ms; absent where nobody knows. */
  readonly dueAtMs?: number | undefined;
  /** Its trace context; absent where it is not recorded. */
  readonly traceparent?: string | undefined;
  /** The group's route as JSON; absent where no plan names the app. */
  readonly routeJson?: string;
  /** The requests as JSON. */
  readonly payloads: readonly string[];
}

/** The record of `batch.ready`. Its parts are JSON already, so it is put together, not serialised again. */
export function readyRecord(batch: ReadyBatch): OutboundRecord {
  const { batchId, model, reason, readyAtMs, openAtMs, dueAtMs, traceparent, routeJson, payloads } = batch;
  const head = JSON.stringify({ batchId, model, reason, readyAtMs, openAtMs, dueAtMs, traceparent }).slice(0, -1);
  const group = routeJson === undefined ? '' : `,"group":${routeJson}`;
  return {
    topic: topics.batchReady.name,
    key: batchId,
    value: `${head}${group},"requests":[${payloads.join(',')}]}`,
  };
}
