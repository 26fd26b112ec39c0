import { everybodys, KafkaRecord } from '@harmonybatch/messaging/client';
import type { IHeaders } from 'kafkajs';
import { RegistryViews } from '../src/registry/registry-views';

/** What a test says of a record. */
interface RecordParts {
  readonly key?: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
  readonly offset?: number;
  readonly timestampMs?: number;
}

/** A record as a reader hands it over. */
export function kafkaRecord(topic: string, { key, value, headers, offset, timestampMs }: RecordParts): KafkaRecord {
  const message = {
    key: key === undefined || key === null ? null : Buffer.from(key),
    value,
    headers: headers ?? {},
    offset: String(offset ?? 0),
    timestamp: String(timestampMs ?? 0),
    attributes: 0,
  };
  return new KafkaRecord(topic, 0, message, everybodys);
}

const bytesOf = (value: unknown): Buffer | null => {
  if (value === null || Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
};

/** Registry views that are fed as the reader feeds them. */
export class FedViews {
  readonly views = new RegistryViews();
  private readonly subscriptions = this.views.subscriptions();
  private offset = 0;

  /** @returns the record's offset */
  put(topic: string, key: string | null, value: unknown, offset = this.offset): number {
    const subscription = this.subscriptions.find((one) => one.topic === topic);
    subscription?.onRecord(kafkaRecord(topic, { key, value: bytesOf(value), offset }));
    this.offset = offset + 1;
    return offset;
  }
}
