import { ConfigError } from '@harmonybatch/service-kit/program';
import { readEmulatorConfig } from '../src/config/emulator-config';
import { emulatorHelp } from '../src/config/help';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readEmulatorConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('configuration', () => {
  it('needs nothing on a loopback address', () => {
    expect(readEmulatorConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 0,
      credentials: { accessKeyId: 'emulator', accessKeySecret: 'emulator' },
      prices: { name: 'alibaba-current-cny' },
      catalogue: { name: 'alibaba-current' },
      coldStart: { cpu: { minMs: 1000, maxMs: 2000 }, gpu: { minMs: 10_000, maxMs: 20_000 } },
      idleReleaseMs: 180_000,
      maxInstances: 100,
    });
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      FC_EMULATOR_PORT: '70000',
      HARMONYBATCH_PRICES: 'free',
      FC_EMULATOR_CPU_COLD_START_MS: '2000-1000',
      FC_EMULATOR_SEED: '-1',
      FC_EMULATOR_MAX_INSTANCES: 'NaN',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'only-the-id',
    });
    expect(problems).toHaveLength(6);
    expect(problems.join('\n')).toContain('HARMONYBATCH_PRICES cannot be used: free is unknown');
  });

  it('does not fall back to the known key where others can reach it', () => {
    expect(problemsOf({ FC_EMULATOR_HOST: '0.0.0.0' })).toHaveLength(1);
    const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'b' };
    expect(problemsOf({ FC_EMULATOR_HOST: '0.0.0.0', ...key })).toEqual([]);
  });

  it('is explained by --help', () => {
    expect(emulatorHelp()).toContain('FC_EMULATOR_IDLE_RELEASE_MS');
  });
});
