import {
  DeadLettersUnreadError,
  deadTopicNamed,
  deadTopicNames,
  readDeadLetters,
  resendLetters,
  type DeadLetter,
  type ReadDeadLetters,
  type ResendTerms,
} from '@harmonybatch/dead-letters';
import { errorText } from '@harmonybatch/messaging';
import { Partitioners, type Kafka } from 'kafkajs';
import { invalid, unavailable } from '../protocol/refusal';
import { OneAtATime } from './one-at-a-time';

/** Longest time that a call waits for what the topics hold, ms. */
const readWithinMs = 30_000;
/** The newest records of a topic that are looked at: of more, the command line reads all. */
export const maxRecordsPerTopic = 100_000;
/** As the command line sends where nobody says otherwise, records per second. */
const resendRateHz = 100;

/** What of the dead-letter topics the calls need. */
export interface LetterTopics {
  /** @throws Refusal where they cannot be read */
  read(topics: readonly string[], onLetter: (letter: DeadLetter) => void): Promise<ReadDeadLetters>;
  /** @throws Refusal where Kafka takes no more */
  resend(letters: readonly DeadLetter[], terms: Pick<ResendTerms, 'interrupt' | 'onSent'>): Promise<void>;
}

/** The dead-letter topics that a filter means. @throws Refusal where there is none of that name */
export function topicsOf(topic: string | undefined, field: string): readonly string[] {
  if (topic === undefined) return deadTopicNames;
  const found = deadTopicNamed(topic);
  if (found !== null) return [found];
  throw invalid(
    field,
    'it is not a dead-letter topic, nor one that has such',
    `There are ${deadTopicNames.join(', ')}.`,
  );
}

/** The dead-letter topics on Kafka, read without a consumer group, one reading at a time. */
export class KafkaLetterTopics implements LetterTopics {
  private readonly readings = new OneAtATime();

  constructor(
    private readonly kafka: Kafka,
    private readonly topicPrefix: string,
  ) {}

  read(topics: readonly string[], onLetter: (letter: DeadLetter) => void): Promise<ReadDeadLetters> {
    const terms = { topicPrefix: this.topicPrefix, topics, withinMs: readWithinMs, newest: maxRecordsPerTopic };
    return this.readings.do(async () => {
      try {
        return await readDeadLetters(this.kafka, terms, onLetter);
      } catch (error) {
        if (!(error instanceof DeadLettersUnreadError)) throw error;
        throw unavailable(error.message, 'Ask again, of one topic alone where there are very many letters.');
      }
    });
  }

  async resend(letters: readonly DeadLetter[], terms: Pick<ResendTerms, 'interrupt' | 'onSent'>): Promise<void> {
    const createPartitioner = Partitioners.DefaultPartitioner;
    const producer = this.kafka.producer({ allowAutoTopicCreation: false, createPartitioner });
    try {
      await producer.connect();
      await resendLetters(letters, producer, { ...terms, topicPrefix: this.topicPrefix, rateHz: resendRateHz });
    } catch (error) {
      throw unavailable(
        `Kafka took no more letters: ${errorText(error)}`,
        'What was sent is marked: a new dry run says what is left.',
      );
    } finally {
      await producer.disconnect().catch(() => undefined);
    }
  }
}
