import type { ErrorCode, Role } from '@harmonybatch/contracts';
import type { InboundRecord, Publisher } from '../ports/records';
import type { StageEvents } from '../ports/stage-events';
import { deadLetter } from './dead-letter';

/** Writes the dead letter of a record and gives the record's offset up once the letter was acknowledged. */
export async function bury(
  { publisher, events }: { readonly publisher: Publisher; readonly events: StageEvents },
  record: InboundRecord,
  by: Role,
  code: ErrorCode,
  reason: string,
): Promise<void> {
  await publisher.publish([deadLetter(record, by, code, reason)]);
  events.counted('dead_letters');
  record.release();
}
