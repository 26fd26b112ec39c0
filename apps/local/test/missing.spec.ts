import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingOn, missingText } from '../src/preflight/missing';
import { javaMajor, probe, type Machine } from '../src/preflight/probe';

const complete: Machine = {
  node: '20.19.0',
  java: 17,
  maven: true,
  redisServer: true,
  kafkaFetched: true,
  redisFetched: true,
  packages: 'apt-get',
  root: false,
};
const both = { kafka: true, redis: true };

it('lacks nothing where everything is there', () => {
  expect(missingOn(complete, both)).toEqual([]);
});

it('names all that is missing at once, with the command that gets each', () => {
  const bare = {
    ...complete,
    java: undefined,
    maven: false,
    redisServer: false,
    kafkaFetched: false,
    redisFetched: false,
  };
  expect(missingText(missingOn(bare, both)).split('\n')).toEqual([
    'HarmonyBatch cannot start: 2 things are missing.',
    '',
    '  ✗ Java 17 or newer (none was found): Kafka runs on it',
    '      sudo apt-get install -y openjdk-17-jre-headless',
    '  ✗ Maven: it fetches Kafka and Redis, once',
    '      sudo apt-get install -y maven',
    '',
    'Or use brokers that run elsewhere: KAFKA_BROKERS=host:port REDIS_URL=redis://host:port npm start',
  ]);
});

it.each([
  ['an old Java', { java: 11 }, both, 'Java 17 or newer (found: Java 11)'],
  ['an old Node', { node: '20.18.3' }, both, 'Node 20.19 or newer (this is 20.18.3)'],
  ['no Maven, nothing fetched', { maven: false, kafkaFetched: false }, both, 'Maven'],
  ['no Maven, and no Redis', { maven: false, redisServer: false, redisFetched: false }, both, 'Maven'],
])('finds %s', (_name, differing, needs, what) => {
  expect(missingOn({ ...complete, ...differing }, needs).map((missing) => missing.what)).toEqual([what]);
});

it.each([
  ['Java, where Kafka is given', { java: undefined }, { kafka: false, redis: true }],
  ['Maven, where all was fetched before', { maven: false, redisServer: false }, both],
  [
    'anything, where both are given',
    { java: undefined, maven: false, kafkaFetched: false },
    { kafka: false, redis: false },
  ],
])('does not ask for %s', (_name, differing, needs) => {
  expect(missingOn({ ...complete, ...differing }, needs)).toEqual([]);
});

it('gives the command of the machine at hand', () => {
  const commandOf = (differing: Partial<Machine>) =>
    missingOn({ ...complete, java: undefined, ...differing }, both)[0]?.command;
  expect(commandOf({ root: true })).toBe('apt-get install -y openjdk-17-jre-headless');
  expect(commandOf({ packages: 'dnf' })).toBe('sudo dnf install -y java-17-openjdk-headless');
  expect(commandOf({ packages: 'brew' })).toBe('brew install openjdk@17');
  expect(commandOf({ packages: undefined })).toBe('see https://adoptium.net/installation');
});

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['command not found', undefined],
])('reads the version of Java in %s', (text, major) => {
  expect(javaMajor(text)).toBe(major);
});

describe('a machine with nothing but an old Java on its PATH', () => {
  const path = process.env['PATH'];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'path-'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'java'), '#!/bin/sh\necho \'openjdk version "11.0.2"\' >&2\n');
    chmodSync(join(folder, 'bin', 'java'), 0o755);
    Object.assign(process.env, { PATH: join(folder, 'bin'), HARMONYBATCH_CACHE_DIR: join(folder, 'cache') });
  });

  afterEach(() => {
    process.env['PATH'] = path;
    delete process.env['HARMONYBATCH_CACHE_DIR'];
    rmSync(folder, { recursive: true });
  });

  it('is seen as it is', async () => {
    expect(await probe()).toMatchObject({
      java: 11,
      maven: false,
      redisServer: false,
      kafkaFetched: false,
      redisFetched: false,
      packages: undefined,
    });
  });
});
