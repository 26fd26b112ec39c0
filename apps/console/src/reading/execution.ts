import { BatchExecuted, compile } from '@harmonybatch/contracts';
import { readRecord } from '@harmonybatch/pipeline';

const validator = compile(BatchExecuted);

/** Reads a record of `batch.executed`; null where it is none. */
export function readExecution(value: Buffer | null): BatchExecuted | null {
  const reading = readRecord(value, validator);
  return reading.kind === 'value' ? reading.value : null;
}
