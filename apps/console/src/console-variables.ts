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
};

export type ConsoleVariables = ConfigOf<typeof variables>;
