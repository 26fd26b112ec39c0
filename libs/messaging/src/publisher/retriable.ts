import { KafkaJSError } from 'kafkajs';

/**
 * Whether the same send may succeed later. kafkajs with its own retries off wraps every retriable fault, those of the
 * socket included, as "number of retries exceeded", and that one again as "non retriable" where it was met on the way
 * to a broker: the innermost Kafka fault decides.
 */
export function isRetriable(error: unknown): boolean {
  if (!(error instanceof KafkaJSError)) return false;
  if (error.cause instanceof KafkaJSError) return isRetriable(error.cause);
  return error.retriable || error.name === 'KafkaJSNumberOfRetriesExceeded';
}
