import { ChainedCredentials, type FcConfig } from '@harmonybatch/function-compute';
import { ConfigError, readConfig } from '@harmonybatch/service-kit/program';
import { fcConfigOf, functionCompute } from '../src/functions/function-compute';

/** As a service reads it at its start. */
function readFcConfig(env: Record<string, string>): { config?: FcConfig; faults?: readonly string[] } {
  try {
    const read = readConfig(env, functionCompute.variables);
    const faults = functionCompute.faults(read);
    return faults.length > 0 ? { faults } : { config: fcConfigOf(read) };
  } catch (error) {
    return { faults: (error as ConfigError).problems };
  }
}

const complete = {
  FC_ENDPOINT: 'fcv3.cn-hangzhou.aliyuncs.com',
  FC_ACCOUNT_ID: '1234567890',
  FC_REGION: 'cn-hangzhou',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'the-id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'the-secret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'the-token',
};

describe('the variables of Function Compute', () => {
  it('reads a real endpoint as https', () => {
    expect(readFcConfig(complete).config).toEqual({
      endpoint: 'fcv3.cn-hangzhou.aliyuncs.com',
      protocol: 'https',
      regionId: 'cn-hangzhou',
      accountId: '1234567890',
      credentials: { accessKeyId: 'the-id', accessKeySecret: 'the-secret', securityToken: 'the-token' },
    });
  });

  it('reads a local server with its protocol and port, and needs neither region, account nor token', () => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET } = complete;
    const env = { FC_ENDPOINT: 'http://127.0.0.1:1234', ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET };
    expect(readFcConfig(env).config).toEqual({
      endpoint: '127.0.0.1:1234',
      protocol: 'http',
      regionId: 'cn-hangzhou',
      credentials: { accessKeyId: 'the-id', accessKeySecret: 'the-secret' },
    });
  });

  it('names every fault at once', () => {
    const { faults } = readFcConfig({ FC_REGION: 'Hangzhou!', FC_ACCOUNT_ID: 'me' });
    expect(faults?.map((fault) => fault.split(' ')[0])).toEqual(['FC_REGION', 'FC_ACCOUNT_ID']);
  });

  it.each([
    [{}, '1234567890.cn-hangzhou.fc.aliyuncs.com'],
    [{ FC_REGION: 'ap-southeast-1', FC_INTERNAL: 'true' }, '1234567890.ap-southeast-1-internal.fc.aliyuncs.com'],
  ])('makes the endpoint of account and region where none is given', (change, endpoint) => {
    const { FC_ENDPOINT: _none, ...rest } = complete;
    expect(readFcConfig({ ...rest, ...change }).config).toMatchObject({ endpoint, protocol: 'https' });
  });

  it('needs an endpoint or an account', () => {
    const { FC_ENDPOINT: _none, FC_ACCOUNT_ID: _nobody, ...rest } = complete;
    expect(readFcConfig(rest).faults).toEqual([expect.stringContaining('FC_ENDPOINT must be set, or FC_ACCOUNT_ID')]);
  });

  it('takes credentials from the default chain where no key is given, for Alibaba’s own hosts alone', () => {
    const { ALIBABA_CLOUD_ACCESS_KEY_ID: _id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: _secret, ...keyless } = complete;
    expect(readFcConfig(keyless).config?.credentials).toBeInstanceOf(ChainedCredentials);
    const local = readFcConfig({ ...keyless, FC_ENDPOINT: 'http://127.0.0.1:1234' });
    expect(local.faults).toEqual([expect.stringContaining('none of Alibaba’s')]);
    const named = {
      ...keyless,
      FC_ENDPOINT: 'http://127.0.0.1:1234',
      ALIBABA_CLOUD_CREDENTIALS_URI: 'http://127.0.0.1:9/',
    };
    expect(readFcConfig(named).config?.credentials).toBeInstanceOf(ChainedCredentials);
    const half = readFcConfig({ ...keyless, ALIBABA_CLOUD_ACCESS_KEY_ID: 'the-id' });
    expect(half.faults).toEqual([expect.stringContaining('must be set together')]);
  });

  it.each([
    'ftp://host',
    'https://host/path',
    'https://user:the-secret@host',
    'https://host?x=1',
    'no host',
    'http://',
  ])('refuses the endpoint %p without repeating it', (endpoint) => {
    const { faults } = readFcConfig({ ...complete, FC_ENDPOINT: endpoint });
    expect(faults).toHaveLength(1);
    expect(faults?.[0]).toMatch(/^FC_ENDPOINT/);
    expect(faults?.[0]).not.toContain('the-secret');
  });

  it.each([
    [
      'another region',
      { FC_REGION: 'cn-beijing' },
      'FC_ENDPOINT lies in region cn-hangzhou, but FC_REGION is cn-beijing',
    ],
    [
      'another account',
      { FC_ENDPOINT: '42.cn-hangzhou.fc.aliyuncs.com' },
      'FC_ENDPOINT belongs to another account than FC_ACCOUNT_ID',
    ],
  ])('refuses an endpoint of %s', (_, change, fault) => {
    expect(readFcConfig({ ...complete, ...change }).faults).toEqual([fault]);
  });

  it('shows no credential in a fault', () => {
    const env = {
      ...complete,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'broken secret',
      ALIBABA_CLOUD_SECURITY_TOKEN: 'broken\ttoken',
    };
    const { faults } = readFcConfig(env);
    expect(faults).toHaveLength(2);
    expect(faults?.join()).not.toContain('broken');
  });
});
