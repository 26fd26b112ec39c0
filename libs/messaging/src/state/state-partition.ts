import type { KafkaMessage } from 'kafkajs';
import { ReadPosition } from '@harmonybatch/ports';
import { everybodys, KafkaRecord } from '../consumer/kafka-record';

/** What was read of one partition of a state topic. */
export class StatePartition {
  private position = new ReadPosition();
  /** Keys that have a value as far as was read. */
  private readonly keys = new Set<string>();

  /** @param isCompacted whether the last record of each key is the state; else records are news, and nothing is kept of them. */
  constructor(
    private readonly topic: string,
    private readonly partition: number,
    private readonly isCompacted: boolean,
  ) {}

  /**
   * The records that were not read before. Where the log began anew they are preceded by the removal of every key that was
   * known, so that the state is what a process would read that starts now.
   */
  unread(messages: readonly KafkaMessage[]): KafkaRecord[] {
    const records: KafkaRecord[] = [];
    for (const message of messages) {
      const reading = this.position.read(Number(message.offset), Number(message.timestamp));
      if (reading === 'known') continue;
      if (reading === 'anew') {
        records.push(...this.reset());
        this.position.read(Number(message.offset), Number(message.timestamp));
      }
      if (this.isCompacted) this.indexKey(message);
      records.push(this.record(message));
    }
    return records;
  }

  /** The log is another one: removals of all keys that were known. */
  reset(): KafkaRecord[] {
    this.position = new ReadPosition();
    const removals = [...this.keys].map((key) =>
      this.record({ key: Buffer.from(key), value: null, headers: {}, offset: '0', timestamp: '0', attributes: 0 }),
    );
    this.keys.clear();
    return removals;
  }

  private indexKey({ key, value }: KafkaMessage): void {
    if (key === null) return;
    if (value === null) this.keys.delete(key.toString());
    else this.keys.add(key.toString());
  }

  private record(message: KafkaMessage): KafkaRecord {
    return new KafkaRecord(this.topic, this.partition, message, everybodys);
  }
}
