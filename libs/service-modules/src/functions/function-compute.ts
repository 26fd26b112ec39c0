import { endpointFaults, FcInvoker, FcPlatform, readEndpoint, type FcConfig } from '@harmonybatch/function-compute';
import { optional, text, type ConfigOf, type Variable } from '@harmonybatch/service-kit';
import type { FunctionAdapter } from './function-adapter';

const credential = /^[\x21-\x7e]{1,4000}$/;

const fcEndpoint: Variable<Pick<FcConfig, 'endpoint' | 'protocol'>> = {
  name: 'FC_ENDPOINT',
  description: 'Where Function Compute is reached.',
  expected: 'fcv3.REGION.aliyuncs.com, or http(s)://host[:port] without path and credentials',
  parse: (given) => {
    const value = readEndpoint(given);
    return value === undefined
      ? { ok: false, problem: `has a value that is not ${fcEndpoint.expected}` }
      : { ok: true, value };
  },
};

/** One account's Function Compute, or a local server that speaks its API; Alibaba's standard variables for the credentials. */
const variables = {
  fcEndpoint,
  fcRegion: text('FC_REGION', {
    description: 'Region of the functions.',
    pattern: /^[a-z]{2}(-[a-z0-9]+)+$/,
    expected: 'a region like cn-hangzhou',
    default: 'cn-hangzhou',
  }),
  fcAccountId: optional(
    text('FC_ACCOUNT_ID', {
      description: 'Account of the functions, where the endpoint does not say it.',
      pattern: /^\d{1,32}$/,
      expected: 'a number of digits only',
    }),
  ),
  fcAccessKeyId: text('ALIBABA_CLOUD_ACCESS_KEY_ID', {
    description: 'Key id of the account.',
    pattern: credential,
    expected: 'printable ASCII without blanks',
  }),
  fcAccessKeySecret: text('ALIBABA_CLOUD_ACCESS_KEY_SECRET', {
    description: 'Its secret.',
    pattern: credential,
    expected: 'printable ASCII without blanks',
    secret: true,
  }),
  fcSecurityToken: optional(
    text('ALIBABA_CLOUD_SECURITY_TOKEN', {
      description: 'Token of temporary credentials (STS).',
      pattern: credential,
      expected: 'printable ASCII without blanks',
      secret: true,
    }),
  ),
} as const;

/** How Function Compute is reached. */
export const fcConfigOf = (read: ConfigOf<typeof variables>): FcConfig => ({
  ...read.fcEndpoint,
  regionId: read.fcRegion,
  accountId: read.fcAccountId,
  credentials: {
    accessKeyId: read.fcAccessKeyId,
    accessKeySecret: read.fcAccessKeySecret,
    securityToken: read.fcSecurityToken,
  },
});

/** Alibaba Cloud's Function Compute 3.0. */
export const functionCompute: FunctionAdapter<typeof variables> = {
  variables,
  faults: (config) => endpointFaults(fcConfigOf(config)),
  invoker: (config, options) => new FcInvoker(fcConfigOf(config), options),
  platform: (config, options) => new FcPlatform(fcConfigOf(config), options),
};
