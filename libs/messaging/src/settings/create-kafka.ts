import { Kafka, logLevel, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import { mendKafkajs } from '../kafkajs/mend-kafkajs';
import { brokerForKafkajs } from './broker-list';
import type { KafkaAccess } from './kafka-settings';
import type { MessagingLog } from './messaging-log';
import { noDelaySocketFactory } from './no-delay-socket-factory';

/** Between two runs of a consumer that lost its broker, ms: kafkajs's own 100 ms keep a machine busy while the broker starts. */
const restartPauseMs = 400;

const retry: RetryOptions = {
  retries: 5,
  initialRetryTime: 100,
  maxRetryTime: 2000,
  multiplier: 2,
  factor: 0.2,
  restartOnFailure: () => new Promise((resolve) => setTimeout(() => resolve(true), restartPauseMs)),
};

/** kafkajs tells every pause and every join at `info`: those are details here. */
const write = (log: MessagingLog, { level, namespace, log: entry }: LogEntry): void => {
  const { message, timestamp: _timestamp, ...details } = entry;
  const text = `kafka ${namespace}: ${message}`;
  if (level === logLevel.ERROR) log.error(text, details);
  else if (level === logLevel.WARN) log.warn(text, details);
  else log.debug(text, details);
};

/** The kafkajs client of one process. It connects nowhere yet. */
export function createKafka(settings: KafkaAccess, log: MessagingLog): Kafka {
  mendKafkajs();
  return new Kafka({
    brokers: settings.brokers.map(brokerForKafkajs),
    clientId: settings.clientId,
    ssl: settings.ssl ?? false,
    ...(settings.sasl ? { sasl: settings.sasl as SASLOptions } : {}),
    socketFactory: noDelaySocketFactory,
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => write(log, entry),
  });
}
