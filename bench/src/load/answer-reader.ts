import type { Consumer, Kafka } from 'kafkajs';
import type { Chain } from '../chain/chain';
import type { ReadAnswer } from './added-latency';

const partitionsAtOnce = 64;

/** Reads every answer of a chain as an outside client does, and tells when it came. */
export class AnswerReader {
  private answers = new Map<string, ReadAnswer>();
  private idsBegin = '';
  private readonly consumer: Consumer;

  constructor(
    kafka: Kafka,
    private readonly chain: Chain,
  ) {
    this.consumer = kafka.consumer({ groupId: `${chain.answerTopic}.client`, maxWaitTimeInMs: 100 });
  }

  /** Resolves when it reads. */
  async open(): Promise<void> {
    const joined = new Promise<void>((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, () => resolve()));
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: this.chain.answerTopic, fromBeginning: true });
    await this.consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: async ({ batch }) => {
        const readAtMs = performance.timeOrigin + performance.now();
        for (const message of batch.messages) {
          const answer = this.chain.answerOf(message);
          const isNew = answer.id.startsWith(this.idsBegin) && !this.answers.has(answer.id);
          if (isNew) this.answers.set(answer.id, { ...answer, readAtMs });
        }
      },
    });
    await joined;
  }

  /** From now on only requests whose id begins so are of interest. */
  follow(idsBegin: string): void {
    this.idsBegin = idsBegin;
    this.answers = new Map();
  }

  get count(): number {
    return this.answers.size;
  }

  /** The first answer of every request, in the order in which they were read. */
  all(): ReadAnswer[] {
    return [...this.answers.values()];
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
