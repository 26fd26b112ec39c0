import { compile, type Validator } from '@harmonybatch/contracts';
import type { Static, TSchema } from '@sinclair/typebox';
import type { InboundRecord } from '@harmonybatch/ports';
import { readRecord } from '../records/read-record';

/** A view of a compacted topic: the last valid record of every key. */
export class StateView<T extends TSchema> {
  private readonly entries = new Map<string, Static<T>>();
  private readonly listeners: ((key: string, before: Static<T> | undefined, after: Static<T> | undefined) => void)[] =
    [];
  private readonly validator: Validator<T>;

  /**
   * @param nameOf the key that a value must be stored under
   * @param extraFault what is wrong with a value that fits the schema, or null
   * @param maxEntries keys above this number are refused
   * @param maxBytes values longer than that are not read, bytes
   */
  constructor(
    schema: T,
    private readonly nameOf: (value: Static<T>) => string,
    private readonly extraFault: (value: Static<T>) => string | null,
    private readonly maxEntries: number,
    private readonly maxBytes: number,
  ) {
    this.validator = compile(schema);
  }

  /** Takes one record in; returns what is wrong with it, in which case the view stays as it was. */
  apply(record: InboundRecord): string | null {
    if (record.key === null) return 'the record has no key; the key must be the name';
    const before = this.entries.get(record.key);
    if (record.value === null) {
      this.entries.delete(record.key);
      if (before !== undefined) this.notify(record.key, before, undefined);
      return null;
    }
    const value = this.read(record.key, record.value);
    if (typeof value === 'string') return value;
    this.entries.set(record.key, value.entry);
    this.notify(record.key, before, value.entry);
    return null;
  }

  get(name: string): Static<T> | undefined {
    return this.entries.get(name);
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  values(): Static<T>[] {
    return [...this.entries.values()];
  }

  /** Calls `listener` after every change with what stood under the key before and what stands there now. */
  onChange(listener: (key: string, before: Static<T> | undefined, after: Static<T> | undefined) => void): void {
    this.listeners.push(listener);
  }

  private read(key: string, bytes: Buffer): { readonly entry: Static<T> } | string {
    const read = readRecord(bytes, this.validator, { bytes: this.maxBytes });
    if (read.kind === 'unreadable') return read.reason;
    const { value } = read;
    if (this.nameOf(value) !== key)
      return `the name is ${this.nameOf(value)}, but the key is ${key}: they must be equal`;
    const fault = this.extraFault(value);
    if (fault !== null) return fault;
    if (this.entries.size >= this.maxEntries && !this.entries.has(key)) {
      return `the limit of ${this.maxEntries} entries is reached; remove one first`;
    }
    return { entry: value };
  }

  private notify(key: string, before: Static<T> | undefined, after: Static<T> | undefined): void {
    for (const listener of this.listeners) listener(key, before, after);
  }
}
