import { compile, deadLetterHeaders, maxRecordBytesOf, topics, type Validator } from '@harmonybatch/contracts';
import type { TSchema } from '@sinclair/typebox';
import {
  Publisher,
  RecordRefusedError,
  StageEvents,
  type InboundRecord,
  type OutboundRecord,
} from '@harmonybatch/ports';
import type { HostileRecord } from '../../../contracts/test/support/hostile-records';

const validators = new Map<string, Validator<TSchema>>(
  Object.values(topics).map(({ name, value }) => [name, compile<TSchema>(value)]),
);

/** Takes what Kafka would take, a little later; whatever its readers could not read is noted. */
export class WatchedPublisher extends Publisher {
  readonly acknowledged: OutboundRecord[] = [];
  readonly unreadable: string[] = [];

  override async publish(records: readonly OutboundRecord[], guard: () => boolean = () => true): Promise<void> {
    if (!guard()) throw new Error('guard refused');
    for (const record of records) this.check(record);
    for (let step = 0; step < 5; step += 1) await Promise.resolve();
    this.acknowledged.push(...records);
  }

  of(topic: string): OutboundRecord[] {
    return this.acknowledged.filter((record) => record.topic === topic);
  }

  values<T>(topic: string): T[] {
    return this.of(topic).flatMap(({ value }) => (value === null ? [] : [JSON.parse(String(value)) as T]));
  }

  private check({ topic, value }: OutboundRecord): void {
    const bytes = value === null ? 0 : Buffer.byteLength(value);
    if (bytes > maxRecordBytesOf(topic)) throw new RecordRefusedError(`${bytes} bytes are too large for ${topic}`);
    const validator = validators.get(topic);
    if (validator === undefined || value === null) return;
    const faults = validator.explain(JSON.parse(String(value)));
    if (faults.length > 0) this.unreadable.push(`${topic} ${faults[0]?.field}: ${faults[0]?.message}`);
  }
}

export class NotedEvents extends StageEvents {
  readonly faults: string[] = [];
  override count(): void {}
  override observe(): void {}
  override watch(): void {}
  override debug(): void {}
  override info(): void {}
  override warn(): void {}
  override error(message: string, error?: unknown): void {
    this.faults.push(`${message}: ${String(error)}`);
  }
}

/** Records of one topic as a stage reads them, and whether each was given up at the right time. */
export class WatchedRecords {
  readonly all: InboundRecord[] = [];
  readonly released = new Set<InboundRecord>();
  /** Offsets that were given up before anything acknowledged said what became of the record. */
  readonly tooEarly: number[] = [];

  constructor(
    private readonly topic: string,
    private readonly isSettled: (record: InboundRecord) => boolean,
  ) {}

  add(hostile: HostileRecord): InboundRecord {
    const record: InboundRecord = {
      ...hostile,
      topic: this.topic,
      partition: 0,
      offset: this.all.length,
      release: () => {
        if (!this.isSettled(record)) this.tooEarly.push(record.offset);
        this.released.add(record);
      },
    };
    this.all.push(record);
    return record;
  }

  /** Offsets that were not given up. */
  open(): number[] {
    return this.all.filter((record) => !this.released.has(record)).map(({ offset }) => offset);
  }
}

/** The dead letter of a record, if one was acknowledged; its bytes have to be the record's. */
export function deadLetterOf(publisher: WatchedPublisher, { topic, offset, key, value }: InboundRecord) {
  const letter = publisher
    .of(`${topic}.dead`)
    .find(({ headers }) => headers?.[deadLetterHeaders.offset] === String(offset));
  if (letter === undefined) return undefined;
  expect([letter.key, letter.value]).toEqual([key, value]);
  expect(letter.headers?.[deadLetterHeaders.reason]).toMatch(/\S/);
  return letter;
}

/** Values of `topic`'s schema as a record that nobody has touched. */
export const wellMeant = (value: unknown, key: string | null = null): HostileRecord => ({
  key,
  value: Buffer.from(JSON.stringify(value)),
  headers: {},
  timestampMs: 1_800_000_000_000,
});
