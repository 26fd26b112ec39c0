import type { Kafka } from 'kafkajs';
import type { PlanPublished } from '@harmonybatch/contracts';

const timeoutMs = 60_000;

/** Resolves when a plan serves so many apps. */
export async function awaitPlan(kafka: Kafka, topic: string, appCount: number): Promise<void> {
  const consumer = kafka.consumer({ groupId: 'chaos-plan', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no plan for ${appCount} apps in ${timeoutMs} ms`)), timeoutMs);
      const eachMessage = async ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
        const plan = JSON.parse(String(message.value ?? '{}')) as Partial<PlanPublished>;
        const served = (plan.groups ?? []).flatMap((group) => group.apps).length;
        if (served !== appCount) return;
        clearTimeout(timer);
        resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}
