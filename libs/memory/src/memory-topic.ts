/** A record as a topic keeps it. */
export interface StoredRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampMs: number;
}

/** Dropping the head of a list costs as much as what stays: it is done when at least as much can go, and so much. */
const minToDrop = 32;

/** One partition: records by offset, from the first that is still kept. */
export class MemoryTopic {
  private records: StoredRecord[] = [];
  private firstOffset = 0;
  private incarnations = 1;

  /** Distinguishes it from one of the same name that was there before: it grows whenever the topic is recreated. */
  get incarnation(): number {
    return this.incarnations;
  }

  /** The offset that the next record will get. */
  get end(): number {
    return this.firstOffset + this.records.length;
  }

  /** @returns the record's offset. */
  append(record: StoredRecord): number {
    this.records.push(record);
    return this.end - 1;
  }

  /** The record at an offset that is still kept. */
  at(offset: number): StoredRecord {
    const record = this.records[offset - this.firstOffset];
    if (record === undefined)
      throw new RangeError(`offset ${offset} is not kept; there are ${this.firstOffset} to ${this.end}`);
    return record;
  }

  /** The topic is deleted and recreated: its offsets begin at 0 again. */
  recreate(): void {
    this.records = [];
    this.firstOffset = 0;
    this.incarnations += 1;
  }

  kept(): readonly StoredRecord[] {
    return this.records;
  }

  /** Forgets the records below `offset`, now or a little later. */
  drop(offset: number): void {
    const count = Math.min(offset, this.end) - this.firstOffset;
    if (count < Math.max(minToDrop, this.records.length / 2)) return;
    this.records = this.records.slice(count);
    this.firstOffset += count;
  }
}
