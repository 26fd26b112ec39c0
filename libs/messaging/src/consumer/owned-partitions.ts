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

  assigned(topic: string, partitions: readonly number[]): void {
    this.topics.set(topic, { partitions: new Set(partitions), confirmedAtMs: this.monotonicMs(), expired: false });
    this.notify({ topic, partitions });
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
