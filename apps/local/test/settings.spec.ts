import { parseOptions } from '../src/options';
import { unusedLogin, withFittingLogin } from '../src/parts/kafka-login';
import { ServiceEnvironment } from '../src/parts/service-parts';
import { ConfigError } from '@harmonybatch/service-kit/program';
import { readLocalConfig } from '../src/local-variables';

describe('options', () => {
  it('shows the demo and stays up where nothing else is asked for', () => {
    expect(parseOptions([])).toEqual({
      once: false,
      demo: true,
      json: false,
      help: false,
      version: false,
      replicas: 1,
    });
    expect(parseOptions(['--once', '--no-demo', '--json', '--replicas', '3'])).toEqual({
      once: true,
      demo: false,
      json: true,
      help: false,
      version: false,
      replicas: 3,
    });
  });

  it.each(['0', '9', '1.5', 'x', ''])('refuses %j replicas', (replicas) => {
    expect(() => parseOptions(['--replicas', replicas])).toThrow('--replicas must be a whole number from 1 to 8');
  });

  it('refuses what it does not know', () => {
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
  const account = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'mine',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'my secret',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'my token',
  };
  const reach = {
    kafkaBrokers: 'k:1',
    kafkaGiven: false,
    topicPrefix: 'p.',
    redisUrl: 'redis://r:2',
    fcEndpoint: 'http://f:3',
  };

  it("never holds the user's own account", () => {
    const environment = new ServiceEnvironment({ ...account, LOG_LEVEL: 'debug' });
    for (const env of [environment.emulator(undefined), environment.service(reach, undefined)]) {
      expect(Object.values(env).filter((value) => value?.startsWith('my') || value === 'mine')).toEqual([]);
      expect(env['LOG_LEVEL']).toBe('debug');
    }
  });

  it('has the same credentials for all, and others at each start', () => {
    const environment = new ServiceEnvironment({});
    const key = environment.service(reach, undefined)['ALIBABA_CLOUD_ACCESS_KEY_SECRET'];
    expect(environment.emulator(1)['ALIBABA_CLOUD_ACCESS_KEY_SECRET']).toBe(key);
    expect(new ServiceEnvironment({}).emulator(1)['ALIBABA_CLOUD_ACCESS_KEY_SECRET']).not.toBe(key);
  });

  it('says where everything is, whatever the user set', () => {
    const env = new ServiceEnvironment({ KAFKA_BROKERS: 'x:1', HTTP_HOST: '0.0.0.0' }).service(reach, 8080);
    expect(env).toMatchObject({
      KAFKA_BROKERS: 'k:1',
      KAFKA_TOPIC_PREFIX: 'p.',
      REDIS_URL: 'redis://r:2',
      FC_ENDPOINT: 'http://f:3',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '8080',
      HARMONYBATCH_EXIT_WITH_PARENT: '1',
    });
  });
});
