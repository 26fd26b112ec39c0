import { connect } from 'node:net';
import { Kafka, Partitioners, logLevel, type Admin, type ISocketFactory, type Producer } from 'kafkajs';
import { Refusal } from '../refusal';
import type { System } from './find-system';

/** Longest time a broker may take to answer before the command gives up, ms. */
const connectWithinMs = 8_000;

/** kafkajs leaves Nagle's algorithm on, which holds small records back. */
const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
  const socket = connect({ host, port }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  return socket;
};

/** A plain kafkajs client as any outside program has one; its own log is off, failures come as exceptions. */
export const kafkaOf = (system: System): Kafka =>
  new Kafka({
    clientId: 'harmonybatch-cli',
    brokers: [...system.brokers],
    socketFactory,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 10_000,
    retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 1_000 },
  });

export const topicName = (system: System, name: string): string => `${system.topicPrefix}${name}`;

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A connected admin client.
 * @throws Refusal within about 8 s where no broker answers.
 */
export async function connectAdmin(kafka: Kafka, system: System): Promise<Admin> {
  const admin = kafka.admin();
  try {
    await within(admin.connect(), connectWithinMs);
    return admin;
  } catch (error) {
    void admin.disconnect().catch(() => undefined);
    throw new Refusal(
      `No Kafka broker answers at ${system.brokers.join(', ')} (named by ${system.from}): ${reasonOf(error)}.`,
      [],
      'Start the system with `npm start`, or set KAFKA_BROKERS to brokers that run.',
    );
  }
}

/** A connected producer that never creates topics. */
export async function connectProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await within(producer.connect(), connectWithinMs);
  return producer;
}
