/** A record as a topic keeps it. */
export interface StoredRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;
}

/** Dropping the head of a list costs as much as what stays: it is done when at least as much can go, and so much. */
const leastToDrop = 32;

/** One partition: records by offset, from the first that is still kept. */
export class MemoryTopic {
  private records: StoredRecord[] = [];
  private base = 0;
  private makings = 1;

  /** Distinguishes it from one of the same name that was there before: it grows whenever the topic is recreated. */
  get making(): number {
    return this.makings;
  }

  /** The offset that the next record will get. */
  get end(): number {
    return this.base + this.records.length;
  }

  /** @returns the record's offset. */
  append(record: StoredRecord): number {
    this.records.push(record);
    return this.end - 1;
  }

  /** The record at an offset that is still kept. */
  at(offset: number): StoredRecord {
    const record = this.records[offset - this.base];
    if (record === undefined)
      throw new RangeError(`offset ${offset} is not kept; there are ${this.base} to ${this.end}`);
    return record;
  }

  /** The topic is deleted and recreated: its offsets begin at 0 again. */
  beginAnew(): void {
    this.records = [];
    this.base = 0;
    this.makings += 1;
  }

  kept(): readonly StoredRecord[] {
    return this.records;
  }

  /** Forgets the records below `offset`, now or a little later. */
  drop(offset: number): void {
    const count = Math.min(offset, this.end) - this.base;
    if (count < Math.max(leastToDrop, this.records.length / 2)) return;
    this.records = this.records.slice(count);
    this.base += count;
  }
}
