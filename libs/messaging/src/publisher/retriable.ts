import { KafkaJSError } from 'kafkajs';

/**
 * Whether the same send may succeed later. kafkajs with its own retries off wraps every retriable fault, those of the
 * socket included, as "number of retries exceeded".
 */
export const isRetriable = (error: unknown): boolean =>
  error instanceof KafkaJSError && (error.name === 'KafkaJSNumberOfRetriesExceeded' || error.retriable);
