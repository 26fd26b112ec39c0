import type { IHeaders } from 'kafkajs';
import { utf8Text, type InboundRecord, type OffsetHandle, type RawRecordParts } from '@harmonybatch/ports';
import type { UnreadableMessage } from '../kafkajs/unreadable-batch';

/** Kafka allows a header without a value, which kafkajs reads as null and cannot write: it is read as an empty one. */
function valuesOf(value: IHeaders[string] | null): Buffer[] {
  const values = (Array.isArray(value) ? value : [value]) as (Buffer | null)[];
  return values.map((one) => one ?? noBytes);
}

const noBytes = Buffer.alloc(0);

interface HeaderTexts {
  readonly headers: Readonly<Record<string, string>>;
  /** Names of those whose value is not UTF-8: no text is made up for them. */
  readonly unreadable: readonly string[];
}

const noHeaders: HeaderTexts = Object.freeze({ headers: Object.freeze({}), unreadable: Object.freeze([]) });

/** Of a header given several times the last counts, as in Kafka's own client. */
function headersOf(headers: IHeaders | undefined): HeaderTexts {
  const entries = Object.entries(headers ?? {});
  if (entries.length === 0) return noHeaders;
  const texts = entries.map(([name, value]) => [name, utf8Text(valuesOf(value).at(-1) ?? noBytes)] as const);
  return {
    headers: Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== null)),
    unreadable: texts.flatMap(([name, text]) => (text === null ? [name] : [])),
  };
}

/** What has to know when a record is given up, and knows whose it is. */
export interface OffsetOwner {
  readonly owned: boolean;
  /** Whether another may have read what stands at this offset. */
  isMaybeRedelivered?(offset: number): boolean;
  release(offset: number, bytes: number): void;
}

/** Of records that everybody reads, and nobody commits. */
export const everybodys: OffsetOwner = { owned: true, release: () => undefined };

/** What is left of a record once it was read. It holds nothing of what was fetched with it. */
class OpenOffset implements OffsetHandle {
  private released = false;

  constructor(
    private readonly offset: number,
    private readonly bytes: number,
    private readonly holder: OffsetOwner,
  ) {}

  get owned(): boolean {
    return this.holder.owned;
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.holder.release(this.offset, this.bytes);
  }
}

/** A record as kafkajs gives it, in the pipeline's terms. */
export class KafkaRecord implements InboundRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly unreadableHeaders: readonly string[];
  readonly timestampMs: number;
  readonly offsetHandle: OffsetHandle;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly message: UnreadableMessage,
    private readonly owner: OffsetOwner,
    open?: OffsetHandle,
  ) {
    this.offset = Number(message.offset);
    this.key = message.key === null ? null : message.key.toString();
    this.value = message.value;
    const { headers, unreadable } = headersOf(message.headers);
    this.headers = headers;
    this.unreadableHeaders = unreadable;
    this.timestampMs = Number(message.timestamp);
    this.offsetHandle = open ?? new OpenOffset(this.offset, this.bytes, owner);
  }

  /** The same record with bytes of its own: it may be kept for long without all that was fetched with it. */
  copy(): KafkaRecord {
    const { key, value, headers } = this.message;
    const own: IHeaders = Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, values]) => [name, valuesOf(values).map(copyOf)]),
    );
    const message = Object.assign({}, this.message, { key: copyOf(key), value: copyOf(value), headers: own });
    return new KafkaRecord(this.topic, this.partition, message, this.owner, this.offsetHandle);
  }

  /** Made when it is asked for: only dead letters need it. */
  get raw(): RawRecordParts {
    const { key, headers } = this.message;
    const entries = Object.entries(headers ?? {});
    return { key, headers: Object.fromEntries(entries.map(([name, value]) => [name, valuesOf(value)])) };
  }

  get unreadable(): string | undefined {
    return this.message.unreadable;
  }

  get maybeRedelivered(): boolean {
    return this.owner.isMaybeRedelivered?.(this.offset) ?? false;
  }

  get owned(): boolean {
    return this.offsetHandle.owned ?? true;
  }

  get bytes(): number {
    return this.value?.length ?? 0;
  }

  release(): void {
    this.offsetHandle.release();
  }
}

const copyOf = <T extends Buffer | null>(bytes: T): T => (bytes === null ? bytes : (Buffer.from(bytes) as T));
