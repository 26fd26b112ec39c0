import {
  KafkaJSConnectionError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSSASLAuthenticationError,
} from 'kafkajs';
import { accessMend, errorText, isRightRefused } from '../src/settings/access-fault';

const refusedAs = (type: string): Error =>
  new KafkaJSProtocolError(Object.assign(new Error('Not authorized'), { type, code: 29, retriable: false }) as never);
const broken = (message: string): Error => new KafkaJSConnectionError(`Connection error: ${message}`, {});
/** Its types say that it takes nothing; it takes a message as every error of kafkajs. */
const saslRefusal = (message: string): Error =>
  new (KafkaJSSASLAuthenticationError as unknown as new (message: string) => Error)(message);

it.each([
  ['TOPIC_AUTHORIZATION_FAILED', 'harmonybatch acls'],
  ['GROUP_AUTHORIZATION_FAILED', 'Read on the group'],
  ['CLUSTER_AUTHORIZATION_FAILED', 'harmonybatch acls'],
])('names what mends %s, also below what kafkajs wraps around it', (type, mend) => {
  const refusal = refusedAs(type);
  const wrapped = new KafkaJSNumberOfRetriesExceeded(refusal, { retryCount: 5, retryTime: 1 });
  for (const error of [refusal, new Error('no leaders', { cause: wrapped })]) {
    expect(isRightRefused(error)).toBe(true);
    expect(accessMend(error)).toContain(mend);
  }
});

it.each([
  ['self-signed certificate in certificate chain', 'KAFKA_SSL_CA_FILE'],
  ['unable to verify the first certificate', 'KAFKA_SSL_CA_FILE'],
  ['certificate has expired', 'renew it'],
  ['ssl3_read_bytes:ssl/tls alert bad certificate', 'KAFKA_SSL_CERT_FILE'],
  ['ssl3_get_record:wrong version number', 'KAFKA_SSL=false'],
  ["Hostname/IP does not match certificate's altnames", 'KAFKA_BROKERS'],
  ['read ECONNRESET', 'KAFKA_SSL=true'],
])('names what mends a connection that ended with "%s"', (message, mend) => {
  expect(errorText(new Error('no broker', { cause: broken(message) }))).toContain(mend);
  expect(isRightRefused(broken(message))).toBe(false);
});

it('names the variables of a login that is refused', () => {
  expect(accessMend(saslRefusal('SASL PLAIN authentication failed'))).toContain('KAFKA_SASL_PASSWORD');
});

it('says what caused an error once, and nothing of what mends other errors', () => {
  const cause = new Error('the disk is full');
  expect(errorText(new Error('no leaders within 30 s', { cause }))).toBe('no leaders within 30 s: the disk is full');
  expect(errorText(new Error('failed: the disk is full', { cause }))).toBe('failed: the disk is full');
  expect([errorText('text'), accessMend(undefined), isRightRefused(null)]).toEqual(['text', null, false]);
});

it('ends where errors cause each other in a circle', () => {
  const [one, other] = [new Error('one'), new Error('other')];
  [one.cause, other.cause] = [other, one];
  expect(errorText(one)).toBe('one: other');
});
