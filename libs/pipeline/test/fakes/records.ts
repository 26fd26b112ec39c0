import { topics } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';

export const startMs = 1_800_000_000_000;

export interface FakeRecord extends InboundRecord {
  released: boolean;
}

/** A record as it would be read; JSON values are given as objects. */
export function inbound(fields: Partial<Omit<InboundRecord, 'value'>> & { value?: unknown } = {}): FakeRecord {
  const { value = null, ...rest } = fields;
  const record: FakeRecord = {
    topic: topics.inferenceRequested.name,
    partition: 0,
    offset: 0,
    key: null,
    headers: {},
    timestampMs: startMs,
    ...rest,
    value: value === null || Buffer.isBuffer(value) ? value : Buffer.from(asText(value)),
    released: false,
    release: () => void (record.released = true),
  };
  return record;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
