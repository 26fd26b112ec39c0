import { choice, ConfigError, decimal, flag, integer, optional, readConfig, text, url } from '../src';
import { helpText } from '../src/config/help';
import { kafkaAccessFaults, kafkaOptionsOf } from '../src/config/kafka-options-of';
import { sharedVariables } from '../src/config/shared-variables';

const about = 'Something.';
const variables = {
  leaseMs: integer('LEASE_MS', { description: about, min: 1, max: 100, default: 5 }),
  share: decimal('SHARE', { description: about, min: 0, max: 1, default: 0.5 }),
  mode: choice('MODE', { description: about, of: ['fast', 'safe'], default: 'safe' }),
  on: flag('ON', { description: about, default: false }),
  account: text('ACCOUNT', { description: about }),
  note: optional(text('NOTE', { description: about })),
  redisUrl: url('REDIS_URL', { description: about, schemes: ['redis', 'rediss'], default: 'redis://127.0.0.1:6379' }),
};

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('readConfig', () => {
  it('gives typed values, defaults, and undefined for what is optional', () => {
    expect(readConfig({ ACCOUNT: 'a', LEASE_MS: ' 7 ', SHARE: '2.5e-1', ON: '1' }, variables)).toEqual({
      leaseMs: 7,
      share: 0.25,
      mode: 'safe',
      on: true,
      account: 'a',
      note: undefined,
      redisUrl: 'redis://127.0.0.1:6379',
    });
  });

  it('names every problem at once, with what to do', () => {
    const problems = problemsOf({ LEASE_MS: '0', SHARE: 'NaN', MODE: 'slow', ON: 'yes', REDIS_URL: 'http://x' });
    expect(problems).toEqual([
      expect.stringMatching(/^LEASE_MS is 0; it must be an integer from 1 to 100/),
      expect.stringMatching(/^SHARE is not a number/),
      expect.stringMatching(/^MODE is "slow"; it must be one of fast, safe/),
      expect.stringMatching(/^ON is "yes"; it must be true or false/),
      expect.stringMatching(/^ACCOUNT is not set/),
      expect.stringMatching(/^REDIS_URL has a value that is not a URL that begins with redis:\/\/ or rediss:\/\//),
    ]);
  });

  it.each(['1.5', '1e3', '0x10', 'Infinity', '9'.repeat(400), '1 2', ''.padEnd(3, '-')])(
    'does not take %s as an integer',
    (value) => {
      expect(problemsOf({ ACCOUNT: 'a', LEASE_MS: value })).toHaveLength(1);
    },
  );

  it('never repeats a URL, which may hold a password', () => {
    const [problem] = problemsOf({ ACCOUNT: 'a', REDIS_URL: 'ftp://user:hunter2@host' });
    expect(problem).not.toContain('hunter2');
  });
});

describe('the shared variables', () => {
  it('become the settings of Kafka', () => {
    const shared = readConfig({ KAFKA_BROKERS: 'a:1,b:2', KAFKA_TOPIC_PREFIX: 'x.' }, sharedVariables);
    expect(kafkaOptionsOf('planner', shared)).toMatchObject({
      brokers: ['a:1', 'b:2'],
      clientId: 'harmonybatch-planner',
      topicPrefix: 'x.',
      ssl: false,
      sasl: undefined,
      partitions: 12,
      sessionTimeoutMs: 6000,
    });
  });

  it('need all of a login or none', () => {
    expect(kafkaAccessFaults({ KAFKA_SASL_USERNAME: 'u' })[0]).toMatch(
      /set together; KAFKA_SASL_MECHANISM and KAFKA_SASL_PASSWORD/,
    );
    expect(kafkaAccessFaults({})).toEqual([]);
    expect(
      kafkaAccessFaults({ KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' }),
    ).toEqual([]);
  });

  it('need certificate and key together, and TLS with them', () => {
    const file = { KAFKA_SSL_CA_FILE: '/ca.pem', KAFKA_SSL_CERT_FILE: '/cert.pem' };
    expect(kafkaAccessFaults(file)).toEqual([
      'KAFKA_SSL_CERT_FILE, KAFKA_SSL_KEY_FILE must be set together; KAFKA_SSL_KEY_FILE is missing',
      'KAFKA_SSL_CA_FILE counts with TLS only; set KAFKA_SSL=true',
      'KAFKA_SSL_CERT_FILE counts with TLS only; set KAFKA_SSL=true',
    ]);
    expect(kafkaAccessFaults({ KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: '/ca.pem' })).toEqual([]);
  });

  it('take a password from a file, which counts as given', () => {
    const login = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD_FILE: '/run/secret' };
    expect(kafkaAccessFaults(login)).toEqual([]);
    expect(helpText('planner', 'Plans.', sharedVariables)).toContain(
      'or in the file that KAFKA_SASL_PASSWORD_FILE names',
    );
  });

  it('are all listed by --help, with what they expect', () => {
    const help = helpText('planner', 'Plans.', { ...sharedVariables, ...variables });
    for (const { name } of Object.values(sharedVariables)) expect(help).toContain(name);
    expect(help).toMatch(/ACCOUNT +Something\.\n +text; required/);
    expect(help).toMatch(/NOTE +Something\.\n +text; optional/);
  });
});
