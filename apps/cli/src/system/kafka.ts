import { createKafka, type MessagingLog } from '@harmonybatch/messaging/client';
import { Partitioners, type Admin, type Kafka, type Producer } from 'kafkajs';
import { Refusal } from '../refusal';
import type { System } from './find-system';

/** Longest time a broker may take to answer before the command gives up, ms. */
export const connectWithinMs = 8_000;

const nothing = (): void => undefined;
/** kafkajs's own log is off: failures come as exceptions. */
const silent: MessagingLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The client of the services, so that what they stand this command stands too. */
export const kafkaOf = ({ brokers, ssl, sasl }: System): Kafka =>
  createKafka({ clientId: 'harmonybatch-cli', brokers, ssl, sasl }, silent);

export const topicName = (system: System, name: string): string => `${system.topicPrefix}${name}`;

/** What `work` brings, or where that takes longer than `ms` what `late` says. */
export async function within<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const noAnswer = (): Error => new Error(`no answer within ${connectWithinMs / 1000} s`);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A connected admin client.
 * @throws Refusal within about 8 s where no broker answers.
 */
export async function connectAdmin(kafka: Kafka, system: System): Promise<Admin> {
  const admin = kafka.admin();
  try {
    await within(admin.connect(), connectWithinMs, noAnswer);
    return admin;
  } catch (error) {
    void admin.disconnect().catch(() => undefined);
    throw noBrokerAnswers(system, error);
  }
}

/** What the user is told where a system cannot be reached. */
export const noBrokerAnswers = (system: System, error: unknown): Refusal =>
  new Refusal(
    `No Kafka broker answers at ${system.brokers.join(', ')} (named by ${system.from}): ${reasonOf(error)}.`,
    [],
    'Start the system with `npm start`, or set KAFKA_BROKERS to brokers that run; KAFKA_SSL and KAFKA_SASL_* say how to log in.',
  );

/** What tells this cluster from every other one. */
export async function clusterIdOf(kafka: Kafka, system: System): Promise<string> {
  const admin = await connectAdmin(kafka, system);
  try {
    return (await admin.describeCluster()).clusterId;
  } finally {
    await admin.disconnect();
  }
}

/** A connected producer that never creates topics. */
export async function connectProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await within(producer.connect(), connectWithinMs, noAnswer);
  return producer;
}
