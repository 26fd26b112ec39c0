import type { Consumer, Kafka } from 'kafkajs';
import { compile, PlanPublished } from '@harmonybatch/contracts';

const validator = compile(PlanPublished);

/** What is no plan is left out, as every service does. */
function parsed(value: Buffer | null): PlanPublished | undefined {
  try {
    const plan: unknown = JSON.parse(String(value));
    return validator.check(plan) ? plan : undefined;
  } catch {
    return undefined;
  }
}

/** Every plan that was published, from the beginning. */
export class PlanLog {
  readonly plans: PlanPublished[] = [];
  private readonly listeners = new Set<(plan: PlanPublished) => void>();

  private constructor(private readonly consumer: Consumer) {}

  static async open(kafka: Kafka, topic: string, groupId: string): Promise<PlanLog> {
    const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
    const log = new PlanLog(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const plan = parsed(message.value);
        if (plan === undefined) return;
        log.plans.push(plan);
        for (const listener of log.listeners) listener(plan);
      },
    });
    return log;
  }

  /** Resolves with the first plan, read already or to come, that `matches`. */
  find(matches: (plan: PlanPublished) => boolean, timeoutMs = 120_000): Promise<PlanPublished> {
    const known = this.plans.find(matches);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const listener = (plan: PlanPublished): void => {
        if (!matches(plan)) return;
        clearTimeout(timer);
        this.listeners.delete(listener);
        resolve(plan);
      };
      const timer = setTimeout(() => {
        this.listeners.delete(listener);
        reject(new Error(`no such plan among ${JSON.stringify(this.plans).slice(0, 2000)}`));
      }, timeoutMs);
      this.listeners.add(listener);
    });
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
