import { maxRecordBytesOf } from '@harmonybatch/contracts';
import { recordBytes, RecordRefusedError, type OutboundRecord } from '@harmonybatch/ports';

export interface SliceOptions {
  /**
   * Most bytes of one send. kafkajs makes one record batch of all records that a send has for a partition, and the
   * broker measures that batch by `max.message.bytes`.
   */
  readonly maxSendBytes: number;
  readonly maxSendRecords: number;
}

export interface RecordSlice {
  readonly records: readonly OutboundRecord[];
  readonly bytes: number;
}

/** Size of a record, bytes. Throws where its topic takes none so large. */
function sizeOf(record: OutboundRecord): number {
  const bytes = recordBytes(record);
  const max = maxRecordBytesOf(record.topic);
  if (bytes <= max) return bytes;
  throw new RecordRefusedError(
    `a record of ${bytes} bytes for ${record.topic} is too large: at most ${max}; carry large inputs by dataref`,
  );
}

/** Cuts records into runs that fit one send each; a larger record has one of its own. */
export function sliceRecords(records: readonly OutboundRecord[], limits: SliceOptions): RecordSlice[] {
  const runs: RecordSlice[] = [];
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
