import { availableParallelism } from 'node:os';
import { readSettings } from '../src/instance/settings';

const settings = (environment: Record<string, string>) =>
  readSettings({ HARMONYBATCH_MODEL: 'conv-net', ...environment });

describe('settings', () => {
  it.each([
    { vcpu: '0.05', threads: 1 },
    { vcpu: '0.5', threads: 1 },
    { vcpu: '1.95', threads: 1 },
    { vcpu: '2', threads: 2 },
    { vcpu: '', threads: availableParallelism() },
  ])('run $threads threads on $vcpu vCPU', ({ vcpu, threads }) => {
    expect(settings({ HARMONYBATCH_FUNCTION_VCPU: vcpu }).threads).toBe(threads);
  });

  it('listen on loopback alone, on the port that the platform names', () => {
    expect(settings({})).toMatchObject({ host: '127.0.0.1', port: 9000 });
    expect(settings({ FC_CUSTOM_LISTEN_PORT: '9100' }).port).toBe(9100);
    expect(settings({ FC_CUSTOM_LISTEN_PORT: '9100', PORT: '8080' }).port).toBe(8080);
    expect(settings({ HARMONYBATCH_FUNCTION_HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  });

  it.each<Record<string, string>>([
    { PORT: '70000' },
    { PORT: 'http' },
    { HARMONYBATCH_FUNCTION_VCPU: '0' },
    { HARMONYBATCH_FUNCTION_VCPU: 'NaN' },
    { HARMONYBATCH_FUNCTION_MAX_BODY_MB: '1.5' },
    { HARMONYBATCH_MODEL: '' },
    { HARMONYBATCH_MODEL: '../models/conv-net' },
  ])('refuse %p and say which', (environment) => {
    const [name = ''] = Object.keys(environment);
    expect(() => settings(environment)).toThrow(name);
  });
});
