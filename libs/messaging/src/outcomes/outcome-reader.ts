import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/pipeline';
import { heartbeatIntervalMs, metadataMaxAgeMs } from '../server/consumer-terms';
import { Membership } from '../server/membership';
import { groupIdOf, prefixed } from '../topics/topic-names';
import { OutcomeWindow, type PartitionOffset } from './outcome-window';
import { SharedTurns } from './shared-turns';

export interface OutcomeReaderOptions {
  readonly topicPrefix: string;
  readonly service: string;
  readonly sessionTimeoutMs: number;
  readonly events: StageEvents;
  /** Longest time that one question may take, ms. */
  readonly timeoutMs?: number;
  /** How long what was read is kept up to date after the last question, ms. */
  readonly idleMs?: number;
  /** Most outcomes that are looked through: a question that goes further back is refused. */
  readonly mostOutcomes?: number;
  /** Reading begins so much before what was asked for: going back later would mean to read all of it again, ms. */
  readonly leadMs: number;
}

const defaultTimeoutMs = 2_000;
const defaultIdleMs = 30_000;
const defaultMostOutcomes = 500_000;
const maxWaitTimeMs = 20;
/**
 * What one fetch brings, of one partition and of all, bytes: it is decoded in one go, ten times as much where the topic is
 * compressed, and with more of it the reader would miss its heartbeats, be put out of its group and begin anew, for ever.
 */
const maxBytesPerPartition = 128 * 1024;
const maxBytes = 1024 * 1024;
const reopenMs = 1_000;
/** How long reading goes on when it has reached the end of a question: another one may follow, ms. */
const readOnMs = 200;
/** How often it is caught up while nobody asks, so that the next question has little to wait for, ms. */
const catchUpMs = 1_000;
/** Longest time to read to an end, ms; who asks does not wait so long, but finds more read when it asks again. */
const mostReadingMs = 10_000;

/** Waits until everything up to some ends was read. */
interface Wait {
  readonly ends: readonly PartitionOffset[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads `inference.completed` back. Nobody asks while all is well, so it reads nothing then; after a question it catches up
 * from time to time for a while, for where one batch has to ask others do too. kafkajs reads by a consumer group only: every
 * process has one of its own, which commits nothing and vanishes with it.
 */
export class OutcomeReader {
  private readonly topic: string;
  private readonly admin: Admin;
  private readonly mostOutcomes: number;
  private readonly window: OutcomeWindow;
  private readonly waits = new Set<Wait>();
  /** Everything written before a question is read for it; questions that come meanwhile share the next reading. */
  private readonly readings = new SharedTurns(() => this.readToEnd());
  private consumer: Consumer | null = null;
  private membership: Membership | null = null;
  /** Why it could not be opened the last time. */
  private fault: string | null = null;
  private covering: Promise<void> = Promise.resolve();
  private idleTimer: NodeJS.Timeout | null = null;
  private catchUpTimer: NodeJS.Timeout | null = null;
  private pauseTimer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: OutcomeReaderOptions,
  ) {
    this.topic = prefixed(options.topicPrefix, topics.inferenceCompleted.name);
    this.admin = kafka.admin();
    this.mostOutcomes = options.mostOutcomes ?? defaultMostOutcomes;
    this.window = new OutcomeWindow(this.mostOutcomes);
  }

  /** Resolves when it has joined its group, however often it has to try; until then questions are rejected. */
  async open(): Promise<void> {
    while (!this.closed && !(await this.tryToOpen())) await sleep(reopenMs);
  }

  /** Why outcomes cannot be read back now, in words; empty where they can. */
  notReady(): string[] {
    if (this.membership === null)
      return [`outcomes cannot be read back: ${this.fault ?? 'their reader has not joined yet'}`];
    return [this.membership.notReady(topics.inferenceCompleted.name) ?? []].flat();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.rest();
    await Promise.allSettled([this.consumer?.disconnect(), this.admin.disconnect()]);
  }

  /**
   * Which of `identities` have an outcome that was appended between `sinceMs` (epoch ms) and this call.
   * Rejects where that cannot be told in time: not joined, cut off, too much to look through.
   */
  answered(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    const { timeoutMs = defaultTimeoutMs } = this.options;
    return within(timeoutMs, this.answer(identities, Math.max(0, Math.floor(sinceMs))));
  }

  private async answer(identities: readonly string[], sinceMs: number): Promise<ReadonlySet<string>> {
    this.stayAwake();
    this.covering = this.covering.catch(() => undefined).then(() => this.cover(sinceMs));
    await this.covering;
    await this.readings.next();
    if (!this.window.covers(sinceMs)) throw new Error('the log of outcomes was lost sight of');
    return new Set(identities.filter((identity) => this.window.has(identity)));
  }

  private async cover(sinceMs: number): Promise<void> {
    if (this.window.covers(sinceMs)) return;
    const fromMs = Math.max(0, sinceMs - this.options.leadMs);
    const firsts = (await this.admin.fetchTopicOffsetsByTimestamp(this.topic, fromMs)).map(({ partition, offset }) =>
      at(partition, offset),
    );
    await this.refuseTooMuch(firsts);
    const { consumer, topic } = this;
    if (consumer === null) throw new Error('the log of outcomes is not open');
    this.window.begin(fromMs, firsts);
    for (const { partition, offset } of firsts) consumer.seek({ topic, partition, offset: String(offset) });
  }

  /** A question that goes back further than can be kept would only take what is known away from others. */
  private async refuseTooMuch(firsts: readonly PartitionOffset[]): Promise<void> {
    const ends = new Map((await this.ends()).map(({ partition, offset }) => [partition, offset]));
    const records = firsts.reduce(
      (sum, { partition, offset }) => sum + Math.max(0, (ends.get(partition) ?? 0) - offset),
      0,
    );
    if (records > this.mostOutcomes)
      throw new Error(`${records} outcomes were written since; at most ${this.mostOutcomes} are looked through`);
  }

  private async ends(): Promise<PartitionOffset[]> {
    return (await this.admin.fetchTopicOffsets(this.topic)).map(({ partition, high }) => at(partition, high));
  }

  private async readToEnd(): Promise<void> {
    const ends = await this.ends();
    if (this.window.liesBeyond(ends)) this.forget('it was made anew or cut off');
    if (this.window.reached(ends)) return;
    let wait: Wait | undefined;
    this.resume();
    try {
      const reached = new Promise<void>((resolve, reject) => this.waits.add((wait = { ends, resolve, reject })));
      await within(mostReadingMs, reached);
    } finally {
      if (wait) this.waits.delete(wait);
      this.pauseSoon();
    }
  }

  private async take({ batch }: EachBatchPayload): Promise<void> {
    const first = batch.messages[0];
    if (first === undefined) return;
    const keys = batch.messages.flatMap(({ key }) => (key === null ? [] : [key.toString()]));
    if (!this.window.take(batch.partition, Number(first.offset), Number(batch.lastOffset()), keys)) {
      this.forget('records were missed');
      return;
    }
    for (const wait of this.waits) {
      if (!this.window.reached(wait.ends)) continue;
      this.waits.delete(wait);
      wait.resolve();
    }
  }

  /** What failed is told and rejects nothing: whoever opened it does not try again. */
  private async tryToOpen(): Promise<boolean> {
    try {
      await this.admin.connect();
      await this.join();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  private async join(): Promise<void> {
    const { topicPrefix, service, sessionTimeoutMs } = this.options;
    const groupId = `${groupIdOf(topicPrefix, service, 'outcomes')}.${randomUUID()}`;
    const consumer = this.kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs(sessionTimeoutMs),
      maxWaitTimeInMs: maxWaitTimeMs,
      metadataMaxAge: metadataMaxAgeMs,
      maxBytesPerPartition,
      maxBytes,
    });
    const membership = this.follow(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: this.topic, fromBeginning: false });
      await consumer.run({ autoCommit: false, eachBatch: (payload) => this.take(payload) });
      await membership.firstJoin;
    } catch (error) {
      void consumer.disconnect().catch(() => undefined);
      throw error;
    }
    this.consumer = consumer;
    this.membership = membership;
  }

  private follow(consumer: Consumer): Membership {
    const endedForGood = (error: Error): void => this.joinAnew(consumer, error);
    return new Membership(consumer, {
      joined: () => {
        this.forget('the group was joined anew');
        consumer.pause([{ topic: this.topic }]);
      },
      left: () => this.forget('reading was cut off'),
      interrupted: () => endedForGood(new Error('no broker coordinates its group')),
      crashed: endedForGood,
      rebalancing: () => undefined,
      heartbeat: () => undefined,
    });
  }

  /** One that ends before it has joined is tried again by who opened it. */
  private joinAnew(consumer: Consumer, error: Error): void {
    if (this.closed || consumer !== this.consumer) return;
    this.consumer = this.membership = null;
    this.failed(error);
    void consumer.disconnect().catch(() => undefined);
    void sleep(reopenMs).then(() => this.open());
  }

  private failed(error: unknown): void {
    this.fault = error instanceof Error ? error.message : String(error);
    if (!this.closed) this.options.events.fault('outcomes cannot be read back; trying again', error);
  }

  private stayAwake(): void {
    if (this.idleTimer) clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.rest(), this.options.idleMs ?? defaultIdleMs);
    this.idleTimer.unref();
    this.catchUpTimer ??= setInterval(() => void this.readings.next().catch(() => undefined), catchUpMs).unref();
  }

  private rest(): void {
    for (const timer of [this.idleTimer, this.catchUpTimer, this.pauseTimer]) if (timer) clearTimeout(timer);
    this.idleTimer = this.catchUpTimer = this.pauseTimer = null;
    this.forget('reading has ended');
    this.pause();
  }

  private resume(): void {
    if (this.pauseTimer) clearTimeout(this.pauseTimer);
    this.pauseTimer = null;
    this.consumer?.resume([{ topic: this.topic }]);
  }

  private pauseSoon(): void {
    if (this.pauseTimer) clearTimeout(this.pauseTimer);
    this.pauseTimer = setTimeout(() => this.pause(), readOnMs).unref();
  }

  /** kafkajs refuses while a consumer is between two runs: it is paused when it joins. */
  private pause(): void {
    try {
      this.consumer?.pause([{ topic: this.topic }]);
    } catch (error) {
      this.options.events.noted('the reading of outcomes could not be paused', { error: String(error) });
    }
  }

  private forget(why: string): void {
    this.window.clear();
    for (const wait of this.waits) wait.reject(new Error(`the log of outcomes could not be read: ${why}`));
    this.waits.clear();
  }
}

const at = (partition: number, offset: string): PartitionOffset => ({ partition, offset: Number(offset) });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the log of outcomes did not answer in ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
