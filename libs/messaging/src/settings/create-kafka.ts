import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Kafka, logLevel, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import { patchKafkajs } from '../kafkajs/patch-kafkajs';
import { brokerForKafkajs } from './broker-list';
import type { KafkaConnectionOptions } from './kafka-options';
import type { MessagingLog } from './messaging-log';
import { noDelaySocketFactory } from './no-delay-socket-factory';

/** Between two runs of a consumer that lost its broker, ms: kafkajs's own 100 ms keep a machine busy while the broker starts. */
const restartPauseMs = 400;

/** Longest text of what kafkajs says beside a message. */
const maxDetailsLength = 2_000;

const retry: RetryOptions = {
  retries: 5,
  initialRetryTime: 100,
  maxRetryTime: 2000,
  multiplier: 2,
  factor: 0.2,
  restartOnFailure: () => sleep(restartPauseMs, true),
};

/** What kafkajs calls an error though the caller gets it too, and asks again where that helps: as while leaders are elected. */
const isReportedToCaller = (namespace: string, message: string): boolean =>
  (namespace === 'Connection' && message.startsWith('Response ')) ||
  (namespace === 'Producer' && message.startsWith('Failed to send messages'));

/** A consumer that ends and is run again, as while its coordinator loads; one that ends for good is reported by its owner. */
const isTransient = (namespace: string, message: string): boolean =>
  namespace === 'Consumer' && /^(Crash: |Restarting the consumer)/.test(message);

/** kafkajs's own levels are too high for what passes on its own, and report every pause and every join at `info`. */
const write = (log: MessagingLog, { level, namespace, log: entry }: LogEntry): void => {
  const { message, timestamp: _timestamp, ...more } = entry;
  const details = { details: inspect(more, { breakLength: Infinity }).slice(0, maxDetailsLength) };
  const text = `kafka ${namespace}: ${message}`;
  if (level === logLevel.WARN || (level === logLevel.ERROR && isTransient(namespace, message))) log.warn(text, details);
  else if (level === logLevel.ERROR && !isReportedToCaller(namespace, message)) log.error(text, details);
  else log.debug(text, details);
};

/** The kafkajs client of one process. It connects nowhere yet. */
export function createKafka(settings: KafkaConnectionOptions, log: MessagingLog): Kafka {
  patchKafkajs();
  return new Kafka({
    brokers: settings.brokers.map(brokerForKafkajs),
    clientId: settings.clientId,
    ssl: settings.ssl ?? false,
    sasl: settings.sasl as SASLOptions | undefined,
    socketFactory: noDelaySocketFactory,
    connectionTimeout: 3000,
    requestTimeout: 15_000,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => write(log, entry),
  });
}
