import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions } from '../src/options';
import { unusedLogin, withFittingLogin } from '../src/parts/kafka-login';
import { serviceEnvironment } from '../src/parts/service-parts';
import { platformNames, type LocalPlatform } from '../src/platforms/local-platform';
import { openPlatform } from '../src/platforms/open-platform';
import { StateFolder } from '../src/state-folder';
import { ConfigError } from '@harmonybatch/service-kit/program';
import { readLocalConfig } from '../src/local-variables';

describe('options', () => {
  it('shows the demo and stays up where nothing else is asked for', () => {
    expect(parseOptions([])).toEqual({
      once: false,
      samples: true,
      demo: true,
      json: false,
      help: false,
      version: false,
      platform: 'function-compute',
      replicas: 1,
    });
    expect(parseOptions(['--once', '--no-demo', '--json', '--replicas', '3', '--platform', 'knative'])).toEqual({
      once: true,
      samples: true,
      demo: false,
      json: true,
      help: false,
      version: false,
      platform: 'knative',
      replicas: 3,
    });
  });

  it.each(['0', '9', '1.5', 'x', ''])('refuses %j replicas', (replicas) => {
    expect(() => parseOptions(['--replicas', replicas])).toThrow('--replicas must be a whole number from 1 to 8');
  });

  it('refuses what it does not know', () => {
    expect(() => parseOptions(['--platform', 'azure'])).toThrow('--platform must be function-compute or knative');
    expect(() => parseOptions(['--twice'])).toThrow('--twice');
    expect(() => parseOptions(['now'])).toThrow('now');
  });
});

describe('a login at Kafka', () => {
  const login = {
    KAFKA_SSL: 'true',
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'u',
    KAFKA_SASL_PASSWORD: 'p',
  };

  it('is for brokers that were given, and kept from the one that is started here', () => {
    expect(unusedLogin({ ...login, KAFKA_BROKERS: 'k:1' })).toEqual([]);
    expect(withFittingLogin({ ...login, KAFKA_BROKERS: 'k:1' })).toMatchObject(login);
    expect(unusedLogin({ ...login, KAFKA_BROKERS: '' })).toEqual(Object.keys(login));
    expect(withFittingLogin({ ...login, LOG_LEVEL: 'warn' })).toEqual({ LOG_LEVEL: 'warn' });
  });
});

describe('ports', () => {
  it('are those of the environment', () => {
    const env = {
      HARMONYBATCH_KAFKA_PORT: '9092',
      HARMONYBATCH_RATE_ESTIMATOR_PORT: '8081',
      HARMONYBATCH_REDIS_PORT: '',
    };
    expect(readLocalConfig(env)).toMatchObject({ kafka: 9092, redis: undefined, 'rate-estimator': 8081 });
  });

  it('are refused all at once where they are none', () => {
    const env = { HARMONYBATCH_KAFKA_PORT: '0', HARMONYBATCH_REDIS_PORT: '70000', HARMONYBATCH_INGEST_PORT: 'x' };
    expect(() => readLocalConfig(env)).toThrow(ConfigError);
    expect(() => readLocalConfig(env)).toThrow(
      /KAFKA_PORT is 0[^]*REDIS_PORT is 70000; it must be an integer from 1 to 65535[^]*INGEST_PORT/,
    );
  });
});

describe('the environment of the processes', () => {
  const mine = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'mine',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'my secret',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'my token',
    AWS_SECRET_ACCESS_KEY: 'my key',
    KNATIVE_TOKEN: 'my cluster',
    KNATIVE_FLAVOUR: 'my flavour',
  };
  const user = { ...mine, LOG_LEVEL: 'debug', KAFKA_BROKERS: 'x:1', HTTP_HOST: '0.0.0.0', HARMONYBATCH_PLATFORM: 'x' };
  const state = StateFolder.open(mkdtempSync(join(tmpdir(), 'settings-')));
  afterAll(() => rmSync(state.path, { recursive: true }));
  const serviceAt = ({ reachedAt }: LocalPlatform): NodeJS.ProcessEnv => {
    const backends = { kafkaBrokers: 'k:1', kafkaGiven: false, topicPrefix: 'p.', redisUrl: 'redis://r:2' };
    return serviceEnvironment(user, { ...backends, platform: reachedAt('http://f:3') }, 8080);
  };

  it.each(platformNames)("of a service on %s never holds the user's own account", async (name) => {
    const env = serviceAt(await openPlatform(name, user, state, {}));
    expect(Object.values(env).filter((value) => value?.startsWith('my') || value === 'mine')).toEqual([]);
    expect(env).toMatchObject({ LOG_LEVEL: 'debug', HARMONYBATCH_PLATFORM: name });
  });

  it.each(platformNames)('on %s has other secrets at each start', async (name) => {
    const secretOf = async (): Promise<unknown> => {
      const env = serviceAt(await openPlatform(name, user, state, {}));
      return env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? env['KNATIVE_TOKEN'];
    };
    expect(await secretOf()).toMatch(/^[0-9a-f]{48}$/);
    expect(await secretOf()).not.toBe(await secretOf());
  });

  it('says where everything is, whatever the user set', async () => {
    expect(serviceAt(await openPlatform('function-compute', user, state, {}))).toMatchObject({
      KAFKA_BROKERS: 'k:1',
      KAFKA_TOPIC_PREFIX: 'p.',
      REDIS_URL: 'redis://r:2',
      FC_ENDPOINT: 'http://f:3',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '8080',
      HARMONYBATCH_PRESENCE_HOST: '127.0.0.1',
      HARMONYBATCH_PRESENCE_PORT: '0',
      HARMONYBATCH_EXIT_WITH_PARENT: '1',
    });
    expect(serviceAt(await openPlatform('knative', user, state, {}))).toMatchObject({
      KNATIVE_API_URL: 'http://f:3',
      KNATIVE_FUNCTION_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
  });
});
