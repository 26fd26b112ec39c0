import type { LogRecord } from '@harmonybatch/messaging/client';

/** What a test says of a record. */
export interface RecordParts {
  readonly key?: string;
  readonly value?: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly offset?: number;
  readonly timestampMs?: number;
}

/** A record as a follower of a topic hands it over. */
export const logRecord = ({
  key,
  value = null,
  headers = {},
  offset = 0,
  timestampMs = 0,
}: RecordParts): LogRecord => ({
  offset,
  timestampMs,
  key: () => key ?? null,
  value: () => (typeof value === 'string' ? Buffer.from(value) : value),
  keyBytes: () => (key === undefined ? null : Buffer.from(key)),
  header: (name) => headers[name] ?? null,
  headers: () => new Map(Object.entries(headers).map(([name, text]) => [name, [Buffer.from(text)]])),
});
