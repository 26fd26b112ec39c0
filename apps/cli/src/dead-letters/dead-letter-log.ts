import { DeadLettersUnreadError, readDeadLetters, type DeadLetter } from '@harmonybatch/dead-letters';
import type { Kafka } from 'kafkajs';
import type { CommandContext } from '../context';
import { Refusal } from '../refusal';
import { findSystem, type System } from '../system/find-system';
import { connectAdmin, kafkaOf } from '../system/kafka';

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

  /** @throws Refusal where no system is found, or no broker answers */
  static async of(context: CommandContext): Promise<DeadLetterLog> {
    const system = findSystem(context.env, context.folder);
    const kafka = kafkaOf(system);
    await (await connectAdmin(kafka, system)).disconnect();
    return new DeadLetterLog(system, kafka);
  }

  /**
   * Gives every letter that the topics hold now to `onLetter`, in their order within a partition.
   * @returns the places (as text) of those that were sent again.
   * @throws Refusal where the topics cannot be read
   */
  async read(topics: readonly string[], onLetter: (letter: DeadLetter) => void): Promise<ReadonlySet<string>> {
    const { brokers, topicPrefix } = this.system;
    try {
      const terms = { topicPrefix, topics, withinMs: readWithinMs };
      return (await readDeadLetters(this.kafka, terms, onLetter)).resent;
    } catch (error) {
      if (!(error instanceof DeadLettersUnreadError)) throw error;
      throw new Refusal(
        error.message,
        [],
        `Is HarmonyBatch running on ${brokers.join(', ')} with the topic prefix "${topicPrefix}"? See \`npm start\`.`,
      );
    }
  }
}
