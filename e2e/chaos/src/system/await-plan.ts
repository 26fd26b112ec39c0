import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type { PlanPublished } from '@harmonybatch/contracts';

const timeoutMs = 120_000;

/** Names of the apps that a plan serves or says cannot be served. */
const namesIn = ({ groups = [], unservable = [] }: Partial<PlanPublished>): string[] => [
  ...groups.flatMap((group) => group.apps.map(({ name }) => name)),
  ...unservable.map(({ name }) => name),
];

/** Resolves when the latest plans of all models name every one of these apps, or, with `gone`, none of them. */
export async function awaitPlan(
  kafka: Kafka,
  topic: string,
  apps: readonly { readonly name: string }[],
  gone = false,
): Promise<void> {
  const groupId = `chaos-plan-${randomBytes(4).toString('hex')}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const namesOf = new Map<string, Set<string>>();
  const named = (name: string): boolean => [...namesOf.values()].some((names) => names.has(name));
  const settled = (): boolean => apps.every(({ name }) => named(name) !== gone);
  try {
    await new Promise<void>((resolve, reject) => {
      const why = `the plans do not ${gone ? 'leave out' : 'name'} all of ${apps.length} apps after ${timeoutMs} ms`;
      const timer = setTimeout(() => reject(new Error(why)), timeoutMs);
      const eachMessage = async ({ message }: { message: { key: Buffer | null; value: Buffer | null } }) => {
        const plan = JSON.parse(String(message.value ?? '{}')) as Partial<PlanPublished>;
        namesOf.set(String(message.key), new Set(namesIn(plan)));
        if (!settled()) return;
        clearTimeout(timer);
        resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}
