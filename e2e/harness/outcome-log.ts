import type { Consumer, Kafka } from 'kafkajs';
import type { InferenceCompleted } from '@harmonybatch/contracts';

export interface ReadOutcome {
  readonly outcome: InferenceCompleted;
  readonly readAtMs: number;
  readonly recordAtMs: number;
}

/** Every record of `inference.completed`, from the beginning, as an outside client reads it. */
export class OutcomeLog {
  private readonly byId = new Map<string, ReadOutcome[]>();
  private readonly waiting: { done: () => boolean; resolve: () => void }[] = [];

  private constructor(private readonly consumer: Consumer) {}

  static async open(kafka: Kafka, topic: string, groupId: string): Promise<OutcomeLog> {
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, sessionTimeout: 10_000 });
    const log = new OutcomeLog(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        if (message.value)
          log.take(JSON.parse(message.value.toString()) as InferenceCompleted, Number(message.timestamp));
      },
    });
    return log;
  }

  /** All records of the producer's id, first first. */
  records(id: string): readonly ReadOutcome[] {
    return this.byId.get(id) ?? [];
  }

  all(): ReadOutcome[] {
    return [...this.byId.values()].flat();
  }

  /** Resolves with the first outcome of every id, in the order of the ids. */
  async first(ids: readonly string[], timeoutMs = 120_000): Promise<ReadOutcome[]> {
    await this.waitFor(
      () => ids.every((id) => this.byId.has(id)),
      timeoutMs,
      () => {
        const missing = ids.filter((id) => !this.byId.has(id));
        return `${missing.length} of ${ids.length} requests have no outcome, such as ${missing.slice(0, 3).join(', ')}`;
      },
    );
    return ids.map((id) => this.records(id)[0]!);
  }

  /** Resolves with the first outcome that `matches`. */
  async find(matches: (outcome: InferenceCompleted) => boolean, timeoutMs = 120_000): Promise<InferenceCompleted> {
    const found = () => this.all().find(({ outcome }) => matches(outcome));
    await this.waitFor(
      () => found() !== undefined,
      timeoutMs,
      () => 'no outcome matches',
    );
    return found()!.outcome;
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }

  private take(outcome: InferenceCompleted, recordAtMs: number): void {
    const records = this.byId.get(outcome.id) ?? [];
    records.push({ outcome, readAtMs: Date.now(), recordAtMs });
    this.byId.set(outcome.id, records);
    for (const waiter of [...this.waiting]) if (waiter.done()) waiter.resolve();
  }

  private waitFor(done: () => boolean, timeoutMs: number, why: () => string): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        act();
      };
      const waiter = { done, resolve: () => settle(resolve) };
      const timer = setTimeout(() => settle(() => reject(new Error(why()))), timeoutMs);
      this.waiting.push(waiter);
    });
  }
}
