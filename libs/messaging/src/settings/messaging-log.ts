import type { LogLine } from '@harmonybatch/telemetry';

/** Where this library says what happens to connections, groups and sends. */
export interface MessagingLog {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}
