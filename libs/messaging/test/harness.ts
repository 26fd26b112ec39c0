import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Controller, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Type as Schema } from '@sinclair/typebox';
import type { Admin, Kafka } from 'kafkajs';
import type { TopicContract } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { createKafka, ensureTopics, KafkaBatchServer, KafkaPublisher, type KafkaOptions } from '../src';
import type { KafkaBatchServerOptions, MessagingLog } from '../src';

const nothing = (): void => undefined;
export const silent: MessagingLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export const brokers = (): string[] => {
  const given = process.env['TEST_KAFKA_BROKERS'];
  if (!given) throw new Error('TEST_KAFKA_BROKERS is not set: the integration suite starts a broker and sets it');
  return given.split(',');
};

const contract = (name: string, rest: Pick<TopicContract, 'partitions' | 'cleanup'>): TopicContract => ({
  name,
  purpose: 'test',
  value: Schema.Unknown(),
  key: 'any',
  producers: ['producer'],
  consumers: ['ingest'],
  ...rest,
});

export const stream = contract('work.requested', { partitions: 'many', cleanup: 'delete' });
export const state = contract('thing.registered', { partitions: 'one', cleanup: 'compact' });

/** A value that a test can wait for. */
export class Watched<T> {
  private waiting: { holds: (value: T) => boolean; resolve: () => void }[] = [];

  constructor(public value: T) {}

  changed(): void {
    const met = this.waiting.filter(({ holds }) => holds(this.value));
    this.waiting = this.waiting.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  }

  until(holds: (value: T) => boolean): Promise<void> {
    if (holds(this.value)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ holds, resolve }));
  }
}

/** One test's topics on the shared broker, and all that has to be closed after it. */
export class Deployment {
  readonly settings: KafkaOptions = {
    brokers: brokers(),
    clientId: 'test',
    topicPrefix: `t${randomUUID()}.`,
    partitions: 4,
    replicationFactor: 1,
    sessionTimeoutMs: 6000,
  };
  readonly kafka: Kafka = createKafka(this.settings, silent);
  readonly admin: Admin = this.kafka.admin();
  readonly publisher = this.newPublisher();
  private readonly apps = new Map<KafkaBatchServer, INestMicroservice>();

  async open(topics: readonly TopicContract[] = [stream, state]): Promise<void> {
    await this.admin.connect();
    await ensureTopics(this.admin, this.settings, topics);
    await this.publisher.connect();
  }

  newPublisher(): KafkaPublisher {
    return new KafkaPublisher(this.kafka, { topicPrefix: this.settings.topicPrefix, log: silent, maxAttempts: 4 });
  }

  /** Starts a replica of the service `test` with the given controller. */
  async serve(controller: Type, options: Partial<KafkaBatchServerOptions> = {}): Promise<KafkaBatchServer> {
    const server = this.newServer(options);
    await this.launch(controller, server);
    return server;
  }

  newServer(options: Partial<KafkaBatchServerOptions> = {}): KafkaBatchServer {
    const { topicPrefix, sessionTimeoutMs } = this.settings;
    return new KafkaBatchServer(this.kafka, {
      topicPrefix,
      sessionTimeoutMs,
      service: 'test',
      log: silent,
      commitIntervalMs: 20,
      ...options,
    });
  }

  async launch(controller: Type, server: KafkaBatchServer): Promise<void> {
    Controller()(controller);
    class Root {}
    Module({ controllers: [controller] })(Root);
    const app = await NestFactory.createMicroservice(Root, { strategy: server, logger: false });
    this.apps.set(server, app);
    await app.listen();
  }

  async stop(server: KafkaBatchServer): Promise<void> {
    await this.apps.get(server)?.close();
    this.apps.delete(server);
  }

  async publish(
    topic: TopicContract,
    values: (string | null)[],
    key: (index: number) => string = String,
  ): Promise<void> {
    await this.publisher.publish(values.map((value, index) => ({ topic: topic.name, key: key(index), value })));
  }

  /** Committed offset of each partition of the stream; -1 where there is none. */
  async committed(): Promise<Map<number, number>> {
    const { topicPrefix } = this.settings;
    const topic = `${topicPrefix}${stream.name}`;
    const [entry] = await this.admin.fetchOffsets({
      groupId: `${topicPrefix}harmonybatch.test.${stream.name}`,
      topics: [topic],
    });
    return new Map(entry?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  async close(): Promise<void> {
    await Promise.all([...this.apps.keys()].map((server) => this.stop(server)));
    await this.publisher.close();
    await this.admin.disconnect();
  }
}

export const texts = (records: readonly InboundRecord[]): string[] => records.map((record) => String(record.value));
