import type { FetchedPartition, TopicBounds } from './readable-topic';

/** The identities of the outcomes from a time on, and how far each partition was read since. */
export class OutcomeWindow {
  private readonly identities = new Set<string>();
  /** Offset to be read next, by partition. */
  private readonly next = new Map<number, number>();
  private fromMs = Infinity;
  private topicId: string | undefined;

  /** @param maxIdentities most identities that are kept at a time */
  constructor(private readonly maxIdentities: number) {}

  /** Whether outcomes appended from `sinceMs` (epoch ms) on are read, or will be. */
  covers(sinceMs: number): boolean {
    return this.fromMs <= sinceMs;
  }

  /** Begins at the first records from `sinceMs` on; what is known of later ones stays true. */
  begin(sinceMs: number, { topicId, partitions }: TopicBounds): void {
    this.fromMs = sinceMs;
    this.topicId = topicId;
    for (const { partition, first } of partitions) this.next.set(partition, first);
  }

  get positions(): ReadonlyMap<number, number> {
    return this.next;
  }

  /** Whether what it knows is of this topic; where the brokers return no ids it is assumed to be. */
  isOfTopic(topicId: string | undefined): boolean {
    return this.topicId === topicId || topicId === undefined;
  }

  /**
   * Takes what was fetched of a partition; nothing where it is to be read from somewhere else by now.
   * @returns false where there is more than can be kept: the window covers nothing any more
   */
  take({ partition, from, next, keys }: FetchedPartition): boolean {
    if ((this.next.get(partition) ?? 0) !== from) return true;
    if (this.identities.size + keys.length > this.maxIdentities) {
      this.clear();
      return false;
    }
    for (const key of keys) this.identities.add(key);
    this.next.set(partition, next);
    return true;
  }

  /** Whether every partition was read up to its end, given by partition. */
  reached(ends: ReadonlyMap<number, number>): boolean {
    return [...ends].every(([partition, end]) => (this.next.get(partition) ?? -1) >= end);
  }

  has(identity: string): boolean {
    return this.identities.has(identity);
  }

  clear(): void {
    this.fromMs = Infinity;
    this.topicId = undefined;
    this.next.clear();
    this.identities.clear();
  }
}
