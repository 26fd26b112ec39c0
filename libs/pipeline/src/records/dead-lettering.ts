import type { ErrorCode, Role } from '@harmonybatch/contracts';
import {
  type Clock,
  RecordRefusedError,
  type InboundRecord,
  type Publisher,
  type StageEvents,
} from '@harmonybatch/ports';
import { serviceMetrics } from '@harmonybatch/telemetry';
import { deadLetterRecord } from './dead-letter';

/** How much of a value its dead letter keeps, bytes: where its topic refuses the first of these, the next is tried. */
const cuts: readonly (number | undefined)[] = [undefined, 512 * 1024, 16 * 1024, 0];
/** First and longest wait before a dead letter that could not be written is tried again, ms. */
const retryMs = { initial: 1_000, max: 60_000 };

export interface DeadLetterPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/**
 * Writes the dead letter of a record and releases the record once the letter was acknowledged. A value that its topic does not
 * take whole is cut. Where it takes nothing, the record keeps its offset and is tried again with backoff: no other record
 * waits for that, and the promise resolves all the same.
 */
export async function deadLetter(
  ports: DeadLetterPorts,
  record: InboundRecord,
  by: Role,
  code: ErrorCode,
  reason: string,
): Promise<void> {
  await tryDeadLetter(
    ports,
    record,
    { code, recordOf: (maxValueBytes) => deadLetterRecord(record, by, code, reason, maxValueBytes) },
    retryMs.initial,
  );
}

interface Letter {
  readonly code: ErrorCode;
  readonly recordOf: (maxValueBytes: number | undefined) => ReturnType<typeof deadLetterRecord>;
}

async function tryDeadLetter(
  ports: DeadLetterPorts,
  record: InboundRecord,
  letter: Letter,
  waitMs: number,
): Promise<void> {
  const { clock, events } = ports;
  try {
    await writeWholeOrCut(ports, letter);
  } catch (error) {
    const { topic, partition, offset } = record;
    events.error('a dead letter could not be written; its record keeps its offset, and is tried again', error, {
      topic,
      partition,
      offset,
      waitMs,
    });
    clock.after(waitMs, () => {
      if (record.owned ?? true) void tryDeadLetter(ports, record, letter, Math.min(2 * waitMs, retryMs.max));
    });
    return;
  }
  events.count(serviceMetrics.deadLetters, { topic: record.topic, code: letter.code });
  record.release();
}

async function writeWholeOrCut({ publisher }: DeadLetterPorts, letter: Letter): Promise<void> {
  for (const [index, maxValueBytes] of cuts.entries()) {
    try {
      return await publisher.publish([letter.recordOf(maxValueBytes)]);
    } catch (error) {
      if (!(error instanceof RecordRefusedError) || index === cuts.length - 1) throw error;
    }
  }
}
