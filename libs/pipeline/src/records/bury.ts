import type { ErrorCode, Role } from '@harmonybatch/contracts';
import { type Clock, RecordRefused, type InboundRecord, type Publisher, type StageEvents } from '@harmonybatch/ports';
import { deadLetter } from './dead-letter';

/** How much of a value is buried where its topic refuses the whole of it, bytes; tried in this order. */
const cuts: readonly (number | undefined)[] = [undefined, 512 * 1024, 16 * 1024, 0];
/** First and longest wait before a dead letter that could not be written is tried again, ms. */
const retryMs = { first: 1_000, most: 60_000 };

export interface BurialPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/**
 * Writes the dead letter of a record and gives the record's offset up once the letter was acknowledged. What its topic does not
 * take whole is buried cut. Where it takes nothing, the record stays where it is, to be tried again with growing waits: no
 * other record waits for that, and the promise resolves all the same.
 */
export async function bury(
  ports: BurialPorts,
  record: InboundRecord,
  by: Role,
  code: ErrorCode,
  reason: string,
): Promise<void> {
  await tryToBury(
    ports,
    record,
    (mostValueBytes) => deadLetter(record, by, code, reason, mostValueBytes),
    retryMs.first,
  );
}

type LetterOf = (mostValueBytes: number | undefined) => ReturnType<typeof deadLetter>;

async function tryToBury(ports: BurialPorts, record: InboundRecord, letterOf: LetterOf, waitMs: number): Promise<void> {
  const { clock, events } = ports;
  try {
    await writeWholeOrCut(ports, letterOf);
  } catch (error) {
    const { topic, partition, offset } = record;
    events.fault('a dead letter could not be written; its record stays where it is, and is tried again', error, {
      topic,
      partition,
      offset,
      waitMs,
    });
    clock.after(waitMs, () => {
      if (record.owned ?? true) void tryToBury(ports, record, letterOf, Math.min(2 * waitMs, retryMs.most));
    });
    return;
  }
  events.counted('dead_letters');
  record.release();
}

async function writeWholeOrCut({ publisher }: BurialPorts, letterOf: LetterOf): Promise<void> {
  for (const [index, mostValueBytes] of cuts.entries()) {
    try {
      return await publisher.publish([letterOf(mostValueBytes)]);
    } catch (error) {
      if (!(error instanceof RecordRefused) || index === cuts.length - 1) throw error;
    }
  }
}
