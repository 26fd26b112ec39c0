import {
  KafkaJSConnectionError,
  KafkaJSError,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
} from 'kafkajs';
import { isRetriable } from '../src/publisher/retriable';

const unreachable = new KafkaJSConnectionError('connect ECONNREFUSED');
/** kafkajs sets the cause; its types do not know. */
const causedBy = <E extends Error>(error: E, cause: Error): E => Object.assign(error, { cause });
const exceeded = (cause: Error) =>
  causedBy(new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 0, retryTime: 1 }), cause);

describe('isRetriable', () => {
  it.each([
    ['a broker that cannot be reached', unreachable, true],
    ['the same when retries are over', exceeded(unreachable), true],
    ['the same again, met while reconnecting', causedBy(new KafkaJSNonRetriableError(unreachable), unreachable), true],
    ['a fault of the socket', exceeded(new Error('EPIPE')), true],
    ['a refusal by the broker', new KafkaJSError('too large', { retriable: false }), false],
    ['a bug', new TypeError('undefined'), false],
  ])('%s', (_name, error, expected) => {
    expect(isRetriable(error)).toBe(expected);
  });
});
