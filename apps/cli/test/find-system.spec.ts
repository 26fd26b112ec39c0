import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSystem } from '../src/system/find-system';
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

test('a system.json without brokers, and brokers without port, are refused', () => {
  write({ topicPrefix: 'p.' });
  expect(() => findSystem({}, deep)).toThrow(/names no kafkaBrokers/);
  expect(() => findSystem({ KAFKA_BROKERS: 'localhost' }, deep)).toThrow(/host:port/);
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
