import type { OpenRecords } from './open-records';
import { PartitionProgress } from './partition-progress';

export interface PartitionOffset {
  readonly partition: number;
  readonly offset: number;
}

/** The partitions of one topic that this consumer was given, and how far each got. */
export class Assignment {
  private progress = new Map<number, PartitionProgress>();
  private memberId: string | null = null;
  private topicIdAtJoin: string | undefined;

  constructor(private readonly open: OpenRecords) {}

  /** The topic that the offsets are of, where the cluster tells one from another of the same name. */
  get topicId(): string | undefined {
    return this.topicIdAtJoin;
  }

  /**
   * The group has rebalanced. Those that stay keep their progress, unless the coordinator had taken
   * us for dead (it then gave us another member id) and others may have read them meanwhile, or the topic is another one.
   * @param topicId what the cluster tells one topic from another of the same name by, where it does
   * @returns whether the topic is another one than before
   */
  onJoined(memberId: string, partitions: readonly number[], topicId?: string): boolean {
    const isAnother = this.topicIdAtJoin !== undefined && topicId !== this.topicIdAtJoin;
    const survived = memberId === this.memberId && !isAnother;
    this.topicIdAtJoin = topicId;
    const before = this.progress;
    this.memberId = memberId;
    this.progress = new Map(
      partitions.map((partition) => {
        const kept = survived ? before.get(partition) : undefined;
        return [partition, kept ?? new PartitionProgress(partition, this.open)];
      }),
    );
    for (const [partition, old] of before) {
      if (this.progress.get(partition) === old) continue;
      if (isAnother) old.outliveLog();
      else old.revoke();
    }
    return isAnother;
  }

  /** The partition's log was recreated: what was delivered of it before gives nothing up any more. */
  reset(partition: number): PartitionProgress {
    this.progress.get(partition)?.outliveLog();
    const progress = new PartitionProgress(partition, this.open);
    this.progress.set(partition, progress);
    return progress;
  }

  all(): Iterable<PartitionProgress> {
    return this.progress.values();
  }

  /** Undefined for a partition that is not ours. */
  of(partition: number): PartitionProgress | undefined {
    return this.progress.get(partition);
  }

  /** Resolves when nothing is open that was delivered of these partitions until now. */
  async released(partitions: readonly number[]): Promise<void> {
    await Promise.all(partitions.flatMap((partition) => this.progress.get(partition)?.released() ?? []));
  }

  uncommitted(): PartitionOffset[] {
    return [...this.progress.values()].flatMap((progress) => {
      const offset = progress.uncommitted();
      return offset === null ? [] : [{ partition: progress.partition, offset }];
    });
  }

  markCommitted(offsets: readonly PartitionOffset[]): void {
    for (const { partition, offset } of offsets) this.progress.get(partition)?.markCommitted(offset);
  }
}
