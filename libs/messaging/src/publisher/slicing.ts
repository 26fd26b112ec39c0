import { maxRecordBytesOf } from '@harmonybatch/contracts';
import { recordBytes, RecordRefused, type OutboundRecord } from '@harmonybatch/ports';

export interface SliceLimits {
  /**
   * Most bytes of one send. kafkajs makes one record batch of all records that a send has for a partition, and the
   * broker measures that batch by `max.message.bytes`.
   */
  readonly maxSendBytes: number;
  readonly maxSendRecords: number;
}

export interface RecordRun {
  readonly records: readonly OutboundRecord[];
  readonly bytes: number;
}

/** Size of a record, bytes. Throws where its topic takes none so large. */
function sizeOf(record: OutboundRecord): number {
  const bytes = recordBytes(record);
  const most = maxRecordBytesOf(record.topic);
  if (bytes <= most) return bytes;
  throw new RecordRefused(
    `a record of ${bytes} bytes for ${record.topic} is too large: at most ${most}; carry large inputs by dataref`,
  );
}

/** Cuts records into runs that fit one send each; a larger record has one of its own. */
export function sliceRecords(records: readonly OutboundRecord[], limits: SliceLimits): RecordRun[] {
  const runs: RecordRun[] = [];
  let run: OutboundRecord[] = [];
  let runBytes = 0;
  for (const record of records) {
    const bytes = sizeOf(record);
    if (run.length > 0 && (runBytes + bytes > limits.maxSendBytes || run.length === limits.maxSendRecords)) {
      runs.push({ records: run, bytes: runBytes });
      run = [];
      runBytes = 0;
    }
    run.push(record);
    runBytes += bytes;
  }
  if (run.length > 0) runs.push({ records: run, bytes: runBytes });
  return runs;
}
