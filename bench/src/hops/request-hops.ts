import { topics, type BatchReady, type InferenceAccepted, type InferenceCompleted } from '@harmonybatch/contracts';
import type { ReadAnswer } from '../load/added-latency';
import type { Chain } from '../chain/chain';
import { patchedKafka } from '../chain/topic-set';
import { writtenTo } from '../drain/topic-ends';
import type { Backends } from '../system/backends';
import { TopicWatch } from '../system/topic-watch';

/** Parts of a request's way, in their order, ms. The broker's times of append are whole milliseconds. */
export interface RequestHops {
  /** From the append of the request that made its batch full to that of what ingest accepted of it. */
  readonly accepting: number;
  /** From there to when the batch left its buffer: the batcher's fetch, and the store. */
  readonly buffering: number;
  /** From there to the append of the batch. */
  readonly leaving: number;
  /** From there to the call: the dispatcher's fetch, and the claim. */
  readonly dispatching: number;
  /** The call to the function, which answers at once. */
  readonly calling: number;
  /** From the function's answer to the append of the outcome. */
  readonly answering: number;
  /** From there to when a client that reads all outcomes has it. */
  readonly reading: number;
}

export const hopNames = [
  'accepting',
  'buffering',
  'leaving',
  'dispatching',
  'calling',
  'answering',
  'reading',
] as const satisfies readonly (keyof RequestHops)[];

/** Everything that was written to a topic of the chain so far, each record by its name. */
async function recordsOf<T>(brokers: string, topic: string, nameOf: (value: T) => string) {
  const kafka = patchedKafka(brokers);
  const admin = kafka.admin();
  await admin.connect();
  const count = await writtenTo(admin, topic).finally(() => admin.disconnect());
  const records = new Map<string, { readonly value: T; readonly atMs: number }>();
  let reachedEnd = (): void => undefined;
  const end = new Promise<void>((resolve) => (reachedEnd = resolve));
  let read = 0;
  const watch = await TopicWatch.open<T>(kafka, topic, ({ value, atMs }) => {
    records.set(nameOf(value), { value, atMs });
    read += 1;
    if (read === count) reachedEnd();
  });
  await end.finally(() => watch.close());
  return records;
}

/** Where each request of a batch that was full was when, by what stands in the topics of its way. */
export async function hopsOf(
  { brokers }: Backends,
  { prefix }: Chain,
  answers: readonly ReadAnswer[],
): Promise<RequestHops[]> {
  const topicOf = ({ name }: { readonly name: string }): string => `${prefix}${name}`;
  const accepted = await recordsOf<InferenceAccepted>(brokers, topicOf(topics.inferenceAccepted), ({ id }) => id);
  const ready = await recordsOf<BatchReady>(brokers, topicOf(topics.batchReady), ({ batchId }) => batchId);
  const completed = await recordsOf<InferenceCompleted>(brokers, topicOf(topics.inferenceCompleted), ({ id }) => id);
  return answers.flatMap(({ id, batch, readAtMs }) => {
    if (batch?.reason !== 'size') return [];
    const { value: cut, atMs: cutAppendedAtMs } = ready.get(batch.id)!;
    const last = cut.requests.reduce((one, other) => (other.arrivedAtMs > one.arrivedAtMs ? other : one));
    const acceptedAtMs = accepted.get(last.id)!.atMs;
    const { value: outcome, atMs: outcomeAppendedAtMs } = completed.get(id)!;
    const { arrivedAtMs, queuedMs, executedMs } = outcome.timing;
    const calledAtMs = arrivedAtMs + queuedMs;
    return [
      {
        accepting: acceptedAtMs - last.arrivedAtMs,
        buffering: cut.readyAtMs - acceptedAtMs,
        leaving: cutAppendedAtMs - cut.readyAtMs,
        dispatching: calledAtMs - cutAppendedAtMs,
        calling: executedMs,
        answering: outcomeAppendedAtMs - (calledAtMs + executedMs),
        reading: readAtMs - outcomeAppendedAtMs,
      },
    ];
  });
}
