import type { Batch, Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { RestartingRun } from '../consumer/restarting-run';
import { Membership } from '../consumer/membership';
import type { EndedBatch } from '../consumer/record-consumer';
import type { LogEnd } from './log-end';

const doNothing = (): void => undefined;

/** Which topics are read, and how. */
export interface LogReaderOptions {
  /** With a group that nobody else is in. */
  readonly consumer: ConsumerConfig;
  /** Topics by their names on the cluster, each read from its first record or from its end. */
  readonly topics: readonly { readonly topic: string; readonly fromBeginning: boolean }[];
  /** How long nothing may come before an end that is still ahead is assumed to be compacted away, ms. */
  readonly silenceMs: number;
}

/** What a reader reports to whoever it reads for. */
export interface LogListener {
  /** Records of one partition in their order. After a rebalance it may bring some again. */
  batch(batch: Batch): void | Promise<void>;
  /** It has its partitions, and none of their records yet: the moment to seek. */
  joined(): void;
  /** Ends that nothing more comes before, as `topic/partition`. */
  silent(missing: readonly string[]): void;
  /** It ended for good. */
  crashed(error: Error): void;
}

/**
 * Reads whole topics and follows them. kafkajs can read by a consumer group only, so every reader has a group of its own,
 * which commits nothing and vanishes with it.
 */
export class LogReader {
  private readonly consumer: Consumer;
  private readonly membership: Membership;
  private readonly run: RestartingRun;
  private readonly whole: Promise<void>;
  private tellWhole: () => void = doNothing;
  private end: LogEnd | null = null;
  private silence: NodeJS.Timeout | undefined;
  private lastReadAtMs = performance.now();
  private halted = false;

  constructor(
    kafka: Kafka,
    private readonly options: LogReaderOptions,
    private readonly listener: LogListener,
  ) {
    this.whole = new Promise((resolve) => (this.tellWhole = resolve));
    this.consumer = kafka.consumer(options.consumer);
    this.run = new RestartingRun(this.consumer, { autoCommit: false, eachBatch: (payload) => this.take(payload) });
    this.consumer.on(this.consumer.events.END_BATCH_PROCESS, ({ payload }) => this.skipped(payload));
    this.membership = this.followMembership();
  }

  /** Why nothing is read now, in words; null where reading goes on. */
  notReady(name: string): string | null {
    return this.membership.notReadyReason(name);
  }

  /**
   * Resolves when it has its partitions.
   * @param end what must be read before the topics count as read to their end
   */
  async start(end: LogEnd): Promise<void> {
    this.end = end;
    await this.consumer.connect();
    for (const topic of this.options.topics) await this.consumer.subscribe(topic);
    await this.run.start();
    await this.membership.firstJoin;
    this.lastReadAtMs = performance.now();
  }

  /** Resolves when everything was read that the topics held at the start. */
  async readToEnd(): Promise<void> {
    this.silence = setInterval(() => this.checkSilence(), Math.min(1000, this.options.silenceMs));
    this.checkEnd();
    await this.whole;
    clearInterval(this.silence);
  }

  /** Reads on from there; to be called as soon as it has joined, for kafkajs forgets it at every rebalance. */
  seek(topic: string, partition: number, offset: number): void {
    this.consumer.seek({ topic, partition, offset: String(offset) });
  }

  /** Hands nothing more over. */
  halt(): void {
    this.halted = true;
  }

  async close(): Promise<void> {
    this.halt();
    clearInterval(this.silence);
    this.run.close();
    await this.consumer.disconnect();
  }

  private async take({ batch }: EachBatchPayload): Promise<void> {
    if (this.halted) return;
    this.lastReadAtMs = performance.now();
    await this.listener.batch(batch);
    this.read(batch.topic, batch.partition, batch.lastOffset());
  }

  /** kafkajs hands over no batch without records, such as the end of a transaction, but reads on after it. */
  private skipped({ topic, partition, batchSize, lastOffset }: EndedBatch): void {
    if (batchSize === 0) this.read(topic, partition, lastOffset);
  }

  private read(topic: string, partition: number, lastOffset: string): void {
    this.end?.read(topic, partition, Number(lastOffset));
    this.checkEnd();
  }

  private checkEnd(): void {
    if (this.end?.reached) this.tellWhole();
  }

  /** The last records of a topic may be gone: a tombstone that was itself removed leaves offsets without records. */
  private checkSilence(): void {
    if (!this.membership.joined || performance.now() - this.lastReadAtMs < this.options.silenceMs) return;
    this.listener.silent(this.end?.missing ?? []);
    this.tellWhole();
  }

  private followMembership(): Membership {
    return new Membership(this.consumer, {
      joined: () => {
        this.lastReadAtMs = performance.now();
        this.listener.joined();
      },
      rebalancing: doNothing,
      heartbeat: doNothing,
      left: doNothing,
      interrupted: () => this.run.restart(),
      crashed: (error) => this.listener.crashed(error),
    });
  }
}
