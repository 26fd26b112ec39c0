import { integer, optional, text, type ConfigOf } from '@harmonybatch/service-kit';

export const variables = {
  host: text('CONSOLE_HOST', {
    description: 'Address of the pages and their API; any but loopback needs CONSOLE_TOKEN.',
    default: '127.0.0.1',
  }),
  port: integer('CONSOLE_PORT', {
    description: 'Port of the pages and their API; 0 takes a free one.',
    min: 0,
    max: 65_535,
    default: 8090,
  }),
  token: optional(
    text('CONSOLE_TOKEN', {
      description: 'What whoever looks must show; absent: nobody is asked, and only loopback is listened on.',
      pattern: /^[\x21-\x7e]{32,500}$/,
      expected: '32 to 500 characters without spaces, such as `openssl rand -hex 32` prints',
      secret: true,
    }),
  ),
  dataDir: optional(
    text('CONSOLE_DATA_DIR', {
      description:
        'Folder of the history: money by hour and plans; absent: they are kept in memory until the console ends.',
    }),
  ),
  retentionDays: integer('CONSOLE_RETENTION_DAYS', {
    description: 'How long money by hour is kept.',
    min: 1,
    max: 92,
    default: 90,
  }),
  lookbackSeconds: integer('CONSOLE_LOOKBACK_SECONDS', {
    description:
      'How far before its start outcomes are read, for figures of the last hour; those before it, where there is no history, are not known.',
    min: 0,
    max: 86_400,
    default: 3_600,
  }),
  maxApps: integer('CONSOLE_MAX_APPS', {
    description: 'Most apps that figures are kept of.',
    min: 1,
    max: 100_000,
    default: 10_000,
  }),
  maxIdentities: integer('CONSOLE_MAX_IDENTITIES', {
    description:
      'Requests whose repeated outcomes are known as such: the last half of them at least; 24 to 48 bytes each.',
    min: 1_000,
    max: 100_000_000,
    default: 2_000_000,
  }),
  maxKeptRequests: integer('CONSOLE_MAX_KEPT_REQUESTS', {
    description: 'Requests that can be looked at.',
    min: 100,
    max: 1_000_000,
    default: 20_000,
  }),
  maxKeptRequestBytes: integer('CONSOLE_MAX_KEPT_REQUEST_BYTES', {
    description: 'What these may take, bytes.',
    min: 1_048_576,
    max: 4_294_967_296,
    default: 67_108_864,
  }),
  maxCellsPerHour: integer('CONSOLE_MAX_CELLS_PER_HOUR', {
    description:
      'Combinations of app, group and function whose money is kept apart in an hour; more are summed as "others".',
    min: 100,
    max: 1_000_000,
    default: 20_000,
  }),
  maxExecutions: integer('CONSOLE_MAX_EXECUTIONS', {
    description: 'Invocations of the last hour that figures of functions are made of; 28 bytes each.',
    min: 1_000,
    max: 10_000_000,
    default: 500_000,
  }),
  maxPlans: integer('CONSOLE_MAX_PLANS', {
    description: 'Plans that are kept of each model.',
    min: 2,
    max: 10_000,
    default: 500,
  }),
};

export type ConsoleVariables = ConfigOf<typeof variables>;
