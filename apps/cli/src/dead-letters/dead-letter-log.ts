import type { InboundRecord } from '@harmonybatch/ports';
import type { Kafka } from 'kafkajs';
import type { CommandContext } from '../context';
import { findSystem, type System } from '../system/find-system';
import { kafkaOf } from '../system/kafka';
import { SystemReader } from '../system/system-reader';
import { readDeadRecord, type DeadLetter } from './dead-letter';
import { placeText } from './place';

/** Longest time that reading what the topics hold may take, ms. */
const readWithinMs = 300_000;

/** Why a letter that somebody names may not be there. */
export const missingHint = 'Letters are kept for 7 days; `harmonybatch dead-letters list` shows those there are.';

/** The dead-letter topics of a running system. */
export class DeadLetterLog {
  private constructor(
    readonly system: System,
    readonly kafka: Kafka,
  ) {}

  /** @throws Refusal where no system is found */
  static of(context: CommandContext): DeadLetterLog {
    const system = findSystem(context.env, context.folder);
    return new DeadLetterLog(system, kafkaOf(system));
  }

  /**
   * Gives every letter that the topics hold now to `onLetter`, in their order within a topic.
   * @returns the places (as text) of those that were sent again.
   */
  async read(topics: readonly string[], onLetter: (letter: DeadLetter) => void): Promise<ReadonlySet<string>> {
    const resent = new Set<string>();
    const subscriptions = topics.map((topic) => ({
      topic,
      from: 'start' as const,
      onRecord: (record: InboundRecord): void => {
        const read = readDeadRecord(record);
        if (read.kind === 'letter') onLetter(read.letter);
        else for (const place of read.places) resent.add(placeText(place));
      },
    }));
    const reader = await SystemReader.open(this.kafka, this.system, subscriptions);
    try {
      await reader.caughtUp(readWithinMs);
      return resent;
    } finally {
      await reader.close();
    }
  }
}
