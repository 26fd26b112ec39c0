import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSystem, findSystemIfAny } from '../src/system/find-system';
import { cli } from './captured-terminal';

const root = mkdtempSync(join(tmpdir(), 'hb-system-'));
const deep = join(root, 'a', 'b');
const file = join(root, '.harmonybatch', 'system.json');
mkdirSync(deep, { recursive: true });
mkdirSync(join(root, '.harmonybatch'));
afterAll(() => rmSync(root, { recursive: true }));

const write = (value: unknown): void => writeFileSync(file, JSON.stringify(value));

test('the environment names the system', () => {
  const env = { KAFKA_BROKERS: 'k1:9092, k2:9093', KAFKA_TOPIC_PREFIX: 'x.', FC_ENDPOINT: 'http://127.0.0.1:1' };
  expect(findSystem(env, deep)).toEqual({
    brokers: ['k1:9092', 'k2:9093'],
    topicPrefix: 'x.',
    fcEndpoint: 'http://127.0.0.1:1',
    from: 'KAFKA_BROKERS',
  });
});

test('else the nearest system.json upward', () => {
  write({ kafkaBrokers: '127.0.0.1:4000', topicPrefix: 'p.', fcEndpoint: 'http://127.0.0.1:2' });
  expect(findSystem({}, deep)).toEqual({
    brokers: ['127.0.0.1:4000'],
    topicPrefix: 'p.',
    fcEndpoint: 'http://127.0.0.1:2',
    from: file,
  });
});

test('how its functions are reached is in system.json too; a program that may run without a system finds none', () => {
  const functionVariables = { FC_ENDPOINT: 'http://127.0.0.1:2', ALIBABA_CLOUD_ACCESS_KEY_ID: 'local-1' };
  write({ kafkaBrokers: '127.0.0.1:4000', functionVariables: { ...functionVariables, WRONG: 7 } });
  expect(findSystemIfAny({}, deep)).toMatchObject({ functionVariables });
  expect(findSystemIfAny({}, deep)?.functionVariables).not.toHaveProperty('WRONG');
  expect(findSystemIfAny({}, tmpdir())).toBeUndefined();
});

test('a system.json without brokers, and brokers without port, are refused', () => {
  write({ topicPrefix: 'p.' });
  expect(() => findSystem({}, deep)).toThrow(/names no kafkaBrokers/);
  expect(() => findSystem({ KAFKA_BROKERS: 'localhost' }, deep)).toThrow(/host:port/);
});

const login = { KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
const sasl = { mechanism: 'scram-sha-256', username: 'u', password: 'p' };

test('TLS and login are those of the services', () => {
  const env = { KAFKA_BROKERS: 'k1:9092', KAFKA_SSL: 'true', ...login };
  expect(findSystem(env, deep)).toMatchObject({ ssl: true, sasl });
});

test('a broker that `npm start` runs takes no login, one that it was given takes that of the environment', () => {
  write({ kafkaBrokers: '127.0.0.1:4000', kafkaGiven: false });
  expect(findSystem({ ...login, KAFKA_SSL: 'true' }, deep)).not.toMatchObject({ ssl: true });
  expect(findSystem(login, deep)).not.toHaveProperty('sasl');
  write({ kafkaBrokers: '127.0.0.1:4000', kafkaGiven: true });
  expect(findSystem(login, deep)).toMatchObject({ sasl });
});

test('every fault of the login is named', async () => {
  const env = { KAFKA_BROKERS: 'k1:9092', KAFKA_SSL: 'maybe', KAFKA_SASL_USERNAME: 'u' };
  const { status, stderr } = await cli(['apps', 'list'], { env });
  expect(status).toBe(1);
  expect(stderr).toContain('KAFKA_SSL is "maybe"');
  expect(stderr).toContain('KAFKA_SASL_MECHANISM and KAFKA_SASL_PASSWORD is missing');
});

test('brokers by IPv6', () => {
  expect(findSystem({ KAFKA_BROKERS: '[::1]:9092,k:1' }, deep).brokers).toEqual(['[::1]:9092', 'k:1']);
  expect(() => findSystem({ KAFKA_BROKERS: '::1:9092' }, deep)).toThrow(/in brackets/);
});

test('without any system the command says how to start one', async () => {
  const { status, stderr } = await cli(['apps', 'list'], { folder: tmpdir() });
  expect(status).toBe(1);
  expect(stderr).toBe(
    '✗ No running system was found.\n' +
      '  Start one with `npm start`, or set KAFKA_BROKERS=host:port to reach one that runs elsewhere.\n',
  );
});

test('a broker that is not there is said in a line, not in a stack trace', async () => {
  const { status, stderr } = await cli(['plan', 'show'], { env: { KAFKA_BROKERS: '127.0.0.1:1' } });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^✗ No Kafka broker answers at 127\.0\.0\.1:1 .*ECONNREFUSED/);
  expect(stderr.split('\n')).toHaveLength(3);
});
