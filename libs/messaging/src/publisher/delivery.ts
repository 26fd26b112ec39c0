import { setTimeout as sleep } from 'node:timers/promises';
import type { IHeaders, Message, Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import { RecordRefusedError, type RawRecordParts, type OutboundRecord } from '@harmonybatch/ports';
import { prefixed } from '../topics/topic-names';
import { errorText } from '../settings/access-fault';
import type { MessagingLog } from '../settings/messaging-log';
import type { PartitionsOfMessages } from './partitions-of-messages';
import type { Slice } from './publication';
import { isRetriable } from './retriable';
import type { SendHealth } from './send-health';

/** Told where a record lies. */
export type Placed = (record: OutboundRecord, partition: number, offset: number) => void;

/** Who wants to know where records lie, and how that is known. */
export interface PlaceTold {
  readonly partitions: PartitionsOfMessages;
  readonly placed: Placed;
}

export interface DeliveryOptions {
  readonly topicPrefix: string;
  /** Most sends of a record, the first included. */
  readonly maxAttempts: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
}

/** Attempts after which the topics of a joint send go separate ways, so that a broken one does not hold up the others. */
const jointAttempts = 2;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const failure = (error: unknown): Error => {
  const message = `records were not acknowledged: ${errorText(error)}`;
  return isRetriable(error) ? new Error(message, { cause: error }) : new RecordRefusedError(message, { cause: error });
};

function byTopic(slices: readonly Slice[]): Slice[][] {
  const groups = new Map<string, Slice[]>();
  for (const slice of slices) {
    const topics = [...new Set(slice.records.map((record) => record.topic))].join();
    groups.set(topics, [...(groups.get(topics) ?? []), slice]);
  }
  return [...groups.values()];
}

/** Sends slices until they are acknowledged, refused or out of attempts; each slice's publication is settled. */
export class Delivery {
  constructor(
    private readonly producer: Producer,
    private readonly options: DeliveryOptions,
    private readonly health: SendHealth,
    private readonly log: MessagingLog,
    private readonly told?: PlaceTold,
  ) {}

  /** Never rejects: the outcome of each slice is its publication's. */
  async deliver(slices: readonly Slice[], attempt = 1): Promise<void> {
    const sendable = slices.filter((slice) => slice.publication.maySend());
    if (sendable.length === 0) return;
    try {
      const written = sendable.flatMap(({ records }) => records.map((record) => [record, messageOf(record)] as const));
      const topicMessages = this.byName(written);
      const places = await this.health.watch(() => this.producer.sendBatch({ acks: -1, topicMessages }), isRetriable);
      this.tell(written, places);
      for (const slice of sendable) slice.publication.sliceAcknowledged();
    } catch (error) {
      await this.recover(sendable, attempt, error);
    }
  }

  private async recover(sent: readonly Slice[], attempt: number, error: unknown): Promise<void> {
    const slices = sent.filter(({ publication }) => publication.isRetried);
    for (const { publication } of sent) if (!publication.isRetried) publication.failed(failure(error));
    if (slices.length === 0) return;
    if (isRetriable(error)) return this.retry(slices, attempt, error);
    if (sent.length > 1) {
      // One of them cannot be sent: alone, it fails alone.
      for (const slice of slices) await this.deliver([slice], attempt);
      return;
    }
    for (const slice of slices) slice.publication.failed(failure(error));
  }

  private async retry(slices: readonly Slice[], attempt: number, error: unknown): Promise<void> {
    if (attempt >= this.options.maxAttempts) {
      for (const slice of slices) slice.publication.failed(failure(error));
      return;
    }
    this.log.warn('a send failed and will be retried', { attempt, error: asError(error).message });
    await this.backoff(attempt);
    const groups = attempt >= jointAttempts ? byTopic(slices) : [slices];
    await Promise.all(groups.map((group) => this.deliver(group, attempt + 1)));
  }

  private backoff(attempt: number): Promise<void> {
    const { initialBackoffMs, maxBackoffMs } = this.options;
    const fullMs = Math.min(initialBackoffMs * 2 ** (attempt - 1), maxBackoffMs);
    return sleep(fullMs * (0.5 + Math.random() / 2));
  }

  private byName(written: readonly Written[]): TopicMessages[] {
    const byName = new Map<string, TopicMessages['messages']>();
    for (const [record, message] of written) {
      const messages = byName.get(record.topic) ?? [];
      messages.push(message);
      byName.set(record.topic, messages);
    }
    return [...byName].map(([topic, messages]) => ({ topic: prefixed(this.options.topicPrefix, topic), messages }));
  }

  /** The records of a send for one partition lie there one behind the other, in their order. */
  private tell(written: readonly Written[], places: readonly RecordMetadata[]): void {
    if (this.told === undefined) return;
    const next = new Map(places.map((one) => [placeKey(one.topicName, one.partition), Number(one.baseOffset)]));
    for (const [record, message] of written) {
      const partition = this.told.partitions.of(message);
      const key = placeKey(prefixed(this.options.topicPrefix, record.topic), partition);
      const offset = next.get(key);
      if (partition === undefined || offset === undefined || offset < 0) continue;
      next.set(key, offset + 1);
      this.told.placed(record, partition, offset);
    }
  }
}

type Written = readonly [OutboundRecord, Message];

const placeKey = (topic: string, partition: number | undefined): string => `${topic}/${partition}`;

const messageOf = ({ key, value, headers, partition, raw }: OutboundRecord): Message => ({
  key: raw === undefined ? key : raw.key,
  value,
  partition,
  headers: headers || raw ? { ...headers, ...writable(raw?.headers) } : undefined,
});

const writable = (headers: RawRecordParts['headers'] = {}): IHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [...values]]));
