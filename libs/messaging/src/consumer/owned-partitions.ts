import { Ownership, type OwnershipChange } from './ownership';

interface OwnedTopic {
  readonly partitions: ReadonlySet<number>;
  /** When the coordinator last confirmed it, monotonic ms. */
  confirmedAtMs: number;
  /** It was not confirmed for a session timeout, and the listeners know. */
  expired: boolean;
}

/** Ownership as the consumers of this process report it. */
export class OwnedPartitions extends Ownership {
  private readonly topics = new Map<string, OwnedTopic>();
  private readonly listeners = new Set<(change: OwnershipChange) => void>();

  constructor(
    private readonly sessionTimeoutMs: number,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    super();
  }

  owns(topic: string, partition: number): boolean {
    const holding = this.topics.get(topic);
    return holding !== undefined && holding.partitions.has(partition) && this.isFresh(holding);
  }

  onChange(listener: (change: OwnershipChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Nobody is told where it is what was owned before. */
  assigned(topic: string, partitions: readonly number[]): void {
    const before = this.topics.get(topic);
    this.topics.set(topic, { partitions: new Set(partitions), confirmedAtMs: this.monotonicMs(), expired: false });
    const isSame =
      before?.partitions.size === partitions.length && partitions.every((one) => before.partitions.has(one));
    if (!isSame || before.expired) this.notify({ topic, partitions });
  }

  /** Some partitions are about to become another's; the others stay. */
  lost(topic: string, partitions: readonly number[]): void {
    const holding = this.topics.get(topic);
    if (holding === undefined) return;
    const kept = [...holding.partitions].filter((partition) => !partitions.includes(partition));
    this.topics.set(topic, { ...holding, partitions: new Set(kept) });
    this.notify({ topic, partitions: holding.expired ? [] : kept });
  }

  revoked(topic: string): void {
    if (this.topics.delete(topic)) this.notify({ topic, partitions: [] });
  }

  /** The coordinator took a heartbeat of this member: what it holds it still holds. */
  confirmed(topic: string): void {
    const holding = this.topics.get(topic);
    if (!holding) return;
    holding.confirmedAtMs = this.monotonicMs();
    if (!holding.expired) return;
    holding.expired = false;
    this.notify({ topic, partitions: [...holding.partitions] });
  }

  /** Tells who listens of what the coordinator did not confirm for a session timeout: it may be another's by now. */
  expire(): void {
    for (const [topic, holding] of this.topics) {
      if (holding.expired || this.isFresh(holding)) continue;
      holding.expired = true;
      this.notify({ topic, partitions: [] });
    }
  }

  private isFresh(holding: OwnedTopic): boolean {
    return this.monotonicMs() - holding.confirmedAtMs < this.sessionTimeoutMs;
  }

  private notify(change: OwnershipChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
