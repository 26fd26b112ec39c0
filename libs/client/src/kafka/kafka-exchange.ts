import { signatureHeader, signatureOf, topics, type ApiKey } from '@harmonybatch/contracts';
import {
  errorText,
  isAccessRefused,
  KafkaPublisher,
  TopicTail,
  type LogRecord,
  type MessagingLog,
} from '@harmonybatch/messaging/client';
import { GuardRefusedError, RecordRefusedError, type OutboundRecord } from '@harmonybatch/ports';
import type { Kafka } from 'kafkajs';
import { InferenceError } from '../inference-error';
import { AwaitedOutcomes } from './awaited-outcomes';
import { accessRefused, Opening } from './opening';

export interface KafkaExchangeOptions {
  /** Put before the name of every topic; may be empty. */
  readonly topicPrefix: string;
  readonly log: MessagingLog;
  /** Topic that the outcomes are read from, without prefix: `inference.completed` where absent, else the one that their app names. */
  readonly outcomeTopic?: string | undefined;
  /** Told of every outcome, whosever it is, and its partition. Must not throw; what is kept of the record is copied. */
  readonly onOutcome?: (record: LogRecord, partition: number) => void;
}

/** A request as it is written. */
export interface RequestRecord {
  readonly app: string;
  readonly id: string;
  /** The record's value, JSON that says the same app and id. */
  readonly value: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it is signed with, each time that it is sent. */
  readonly key?: ApiKey | undefined;
}

/**
 * Writes requests of any apps to Kafka and hands their outcomes back: one producer and one reader of all outcomes for a process.
 * Every fault that it throws is an InferenceError.
 */
export class KafkaExchange {
  private readonly publisher: KafkaPublisher;
  private readonly tail: TopicTail;
  private readonly awaited = new AwaitedOutcomes();
  private readonly sent = new Map<OutboundRecord, { readonly request: RequestRecord; forget: () => void }>();
  private readonly closing = new AbortController();
  private readonly writing = new Opening(() => this.publisher.connect(), this.closing.signal);
  private readonly reading = new Opening(() => this.tail.open(), this.closing.signal);

  constructor(kafka: Kafka, { topicPrefix, log, outcomeTopic, onOutcome }: KafkaExchangeOptions) {
    const listener = {
      record: (record: LogRecord, partition: number): void => {
        onOutcome?.(record, partition);
        this.awaited.take(record);
      },
      interrupted: (error: Error): void => log.warn('outcomes cannot be read; retrying', { error: error.message }),
    };
    this.tail = TopicTail.of(kafka, topicPrefix, listener, outcomeTopic);
    this.publisher = new KafkaPublisher(kafka, {
      topicPrefix,
      log,
      stickyTopics: [topics.inferenceRequested.name],
      placed: (record, partition, offset) => this.place(record, partition, offset),
    });
  }

  /**
   * Resolves when requests can be written and their outcomes are seen; tried until that is so, or this is closed.
   * @throws InferenceError `access_refused`; the next call tries again
   */
  async open(): Promise<void> {
    await Promise.all([this.writing.opened(), this.reading.opened()]);
  }

  /** What is wrong with Kafka now, in words; null where nothing is known to be. */
  get trouble(): Error | null {
    const [unwritten] = this.publisher.notReadyReasons();
    const ofWriting = unwritten === undefined ? null : new Error(unwritten);
    return this.reading.fault ?? this.writing.fault ?? this.tail.trouble ?? ofWriting;
  }

  /**
   * Calls `receive` once with the text of the outcome of a request (JSON), wherever it was sent. To be called before it is sent, and after
   * this was opened.
   * @returns what ends the wait
   */
  expect(app: string, id: string, receive: (text: string) => void): () => void {
    const forget = this.awaited.expect(app, id, (text) => {
      forget();
      receive(text);
    });
    return forget;
  }

  /**
   * Writes a request, and writes it again under the same id until it is acknowledged or `signal` is aborted. A refusal of its signature
   * reaches who expects its id until then. Outcomes need not be readable for this.
   * @throws InferenceError `access_refused`, `not_acknowledged`, `too_large`; nothing sensible where `signal` is aborted
   */
  async publish(request: RequestRecord, signal: AbortSignal): Promise<void> {
    await this.writing.opened();
    const record = recordOf(request);
    const entry = { request, forget: (): void => undefined };
    this.sent.set(record, entry);
    this.awaited.sending();
    signal.addEventListener('abort', () => this.forget(record), { once: true });
    try {
      await this.publisher.publish([record], () => !signal.aborted);
    } catch (error) {
      throw publishFault(error, request.id);
    } finally {
      this.awaited.settled();
      if (signal.aborted) this.forget(record);
    }
  }

  /** Waits for what was accepted to be acknowledged, then disconnects. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([this.writing.ended(), this.reading.ended()]);
    await Promise.all([this.tail.close(), this.publisher.close().catch(() => undefined)]);
  }

  private place(record: OutboundRecord, partition: number, offset: number): void {
    const entry = this.sent.get(record);
    if (entry === undefined) return;
    entry.forget();
    entry.forget = this.awaited.placed(entry.request.app, entry.request.id, partition, offset);
  }

  private forget(record: OutboundRecord): void {
    this.sent.get(record)?.forget();
    this.sent.delete(record);
  }
}

function recordOf({ id, value, headers = {}, key }: RequestRecord): OutboundRecord {
  const signed = { value: Buffer.from(value), headers };
  const signature: Record<string, string> =
    key === undefined ? {} : { [signatureHeader]: signatureOf(signed, key, Date.now()) };
  return { topic: topics.inferenceRequested.name, key: id, value, headers: { ...headers, ...signature } };
}

function publishFault(error: unknown, id: string): InferenceError {
  if (error instanceof GuardRefusedError)
    return new InferenceError('aborted', 'it was ended before it was sent', { id });
  if (isAccessRefused(error)) return accessRefused(error);
  const details = { id, cause: error };
  if (error instanceof RecordRefusedError) return new InferenceError('too_large', errorText(error), details);
  return new InferenceError('not_acknowledged', errorText(error), details);
}
