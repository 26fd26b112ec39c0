import {
  ChainedCredentials,
  endpointFaults,
  endpointOf,
  FcInvoker,
  FcPlatform,
  isAlibabas,
  readEndpoint,
  terraformOf,
  type FcConfig,
} from '@harmonybatch/function-compute';
import { flag, integer, optional, text, type ConfigOf, type Variable } from '@harmonybatch/service-kit';
import type { FunctionAdapter } from './function-adapter';

const credential = /^[\x21-\x7e]{1,4000}$/;

const fcEndpoint: Variable<Pick<FcConfig, 'endpoint' | 'protocol'>> = {
  name: 'FC_ENDPOINT',
  description: 'Where Function Compute is reached; absent: ACCOUNT.REGION.fc.aliyuncs.com.',
  expected: 'ACCOUNT.REGION.fc.aliyuncs.com, or http(s)://host[:port] without path and credentials',
  parse: (given) => {
    const value = readEndpoint(given);
    return value === undefined
      ? { ok: false, problem: `has a value that is not ${fcEndpoint.expected}` }
      : { ok: true, value };
  },
};

/** One account's Function Compute, or a local server that speaks its API; Alibaba's standard variables for the credentials. */
const variables = {
  fcEndpoint: optional(fcEndpoint),
  fcInternal: flag('FC_INTERNAL', {
    description:
      'Whether the endpoint made of account and region is the one inside Alibaba’s network (REGION-internal), whose traffic costs nothing.',
    default: false,
  }),
  fcRegion: text('FC_REGION', {
    description: 'Region of the functions.',
    pattern: /^[a-z]{2}(-[a-z0-9]+)+$/,
    expected: 'a region like cn-hangzhou',
    default: 'cn-hangzhou',
  }),
  fcAccountId: optional(
    text('FC_ACCOUNT_ID', {
      description: 'Account of the functions; needed without an endpoint.',
      pattern: /^\d{1,32}$/,
      expected: 'a number of digits only',
    }),
  ),
  fcAccessKeyId: optional(
    text('ALIBABA_CLOUD_ACCESS_KEY_ID', {
      description:
        'Key id of the account; absent: the default chain (OIDC token of a pod, profile, role of the machine, credentials URI), which renews what ends.',
      pattern: credential,
      expected: 'printable ASCII without blanks',
    }),
  ),
  fcAccessKeySecret: optional(
    text('ALIBABA_CLOUD_ACCESS_KEY_SECRET', {
      description: 'Its secret.',
      pattern: credential,
      expected: 'printable ASCII without blanks',
      secret: true,
    }),
  ),
  fcSecurityToken: optional(
    text('ALIBABA_CLOUD_SECURITY_TOKEN', {
      description: 'Token of temporary credentials (STS).',
      pattern: credential,
      expected: 'printable ASCII without blanks',
      secret: true,
    }),
  ),
  fcCredentialsUri: optional(
    text('ALIBABA_CLOUD_CREDENTIALS_URI', {
      description: 'Where the default chain fetches keys and tokens that end; then also for an endpoint of others.',
      pattern: /^https?:\/\/[\x21-\x7e]{1,2000}$/,
      expected: 'a URL',
    }),
  ),
  fcImageTimeoutSeconds: integer('FC_IMAGE_TIMEOUT_S', {
    description: 'How long the planner waits for the platform to fetch the image of a function.',
    min: 1,
    max: 86_400,
    default: 2_400,
  }),
  fcInstancesTimeoutSeconds: integer('FC_INSTANCES_TIMEOUT_S', {
    description: 'How long it waits for the warm instances of a function.',
    min: 1,
    max: 86_400,
    default: 900,
  }),
} as const;

type FcVariables = ConfigOf<typeof variables>;

/** How Function Compute is reached; for variables without faults. */
export const fcConfigOf = (read: FcVariables): FcConfig => ({
  ...(read.fcEndpoint ?? endpointOf(read.fcAccountId ?? '', read.fcRegion, read.fcInternal)),
  regionId: read.fcRegion,
  accountId: read.fcAccountId,
  credentials:
    read.fcAccessKeyId === undefined || read.fcAccessKeySecret === undefined
      ? new ChainedCredentials()
      : {
          accessKeyId: read.fcAccessKeyId,
          accessKeySecret: read.fcAccessKeySecret,
          securityToken: read.fcSecurityToken,
        },
});

/** Whoever is none of Alibaba's takes no token of theirs, so that its keys must be given, or who gives them. */
function keyFaults({
  fcEndpoint: given,
  fcAccessKeyId: id,
  fcAccessKeySecret: secret,
  fcCredentialsUri: uri,
}: FcVariables): string[] {
  if ((id === undefined) !== (secret === undefined))
    return ['ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set together'];
  if (id !== undefined || uri !== undefined || given === undefined || isAlibabas(given.endpoint)) return [];
  return [
    'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set for an endpoint that is none of Alibaba’s',
  ];
}

const faults = (config: FcVariables): string[] => [
  ...(config.fcEndpoint === undefined && config.fcAccountId === undefined
    ? ['FC_ENDPOINT must be set, or FC_ACCOUNT_ID, with which it is ACCOUNT.REGION.fc.aliyuncs.com']
    : endpointFaults(fcConfigOf(config))),
  ...keyFaults(config),
];

const msPerSecond = 1_000;

/** Alibaba Cloud's Function Compute 3.0. */
export const functionCompute: FunctionAdapter<typeof variables> = {
  variables,
  faults,
  invoker: (config, options) => new FcInvoker(fcConfigOf(config), options),
  platform: (config, options) =>
    new FcPlatform(fcConfigOf(config), {
      ...options,
      imageTimeoutMs: config.fcImageTimeoutSeconds * msPerSecond,
      instancesTimeoutMs: config.fcInstancesTimeoutSeconds * msPerSecond,
      passwordOf: (variable) => process.env[variable],
    }),
  written: { terraform: (functions, _, options) => terraformOf(functions, options) },
};
