import type { Admin } from 'kafkajs';
import { prefixed } from '../topics/topic-names';

const keyOf = (name: string, partition: number): string => `${name}/${partition}`;

/** The ends that topics had when the service started: which of them still lie ahead. */
export class StateEnd {
  private constructor(private readonly ahead: Map<string, number>) {}

  /** Asks for the end of every partition of the topics (names without prefix). */
  static async of(admin: Admin, topicPrefix: string, topics: readonly string[]): Promise<StateEnd> {
    const ahead = new Map<string, number>();
    for (const topic of topics) {
      const name = prefixed(topicPrefix, topic);
      for (const { partition, high, low } of await admin.fetchTopicOffsets(name)) {
        if (Number(high) > Number(low)) ahead.set(keyOf(name, partition), Number(high));
      }
    }
    return new StateEnd(ahead);
  }

  get reached(): boolean {
    return this.ahead.size === 0;
  }

  /** Partitions whose end was not reached, as `topic/partition`. */
  get missing(): string[] {
    return [...this.ahead.keys()];
  }

  /** Everything up to and with `lastOffset` was read. */
  read(name: string, partition: number, lastOffset: number): void {
    const key = keyOf(name, partition);
    const end = this.ahead.get(key);
    if (end !== undefined && lastOffset >= end - 1) this.ahead.delete(key);
  }
}
