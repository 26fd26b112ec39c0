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

  constructor(private readonly open: OpenRecords) {}

  /**
   * The group has divided the partitions anew. Those that stay keep their progress, unless the coordinator had taken
   * us for dead (it then gave us another member id) and others may have read them meanwhile.
   */
  joined(memberId: string, partitions: readonly number[]): void {
    const survived = memberId === this.memberId;
    const before = this.progress;
    this.memberId = memberId;
    this.progress = new Map(
      partitions.map((partition) => {
        const kept = survived ? before.get(partition) : undefined;
        return [partition, kept ?? new PartitionProgress(partition, this.open)];
      }),
    );
    for (const [partition, old] of before) if (this.progress.get(partition) !== old) old.drop();
  }

  /** Undefined for a partition that is not ours. */
  of(partition: number): PartitionProgress | undefined {
    return this.progress.get(partition);
  }

  uncommitted(): PartitionOffset[] {
    return [...this.progress.values()].flatMap((progress) => {
      const offset = progress.uncommitted();
      return offset === null ? [] : [{ partition: progress.partition, offset }];
    });
  }

  wereCommitted(offsets: readonly PartitionOffset[]): void {
    for (const { partition, offset } of offsets) this.progress.get(partition)?.wasCommitted(offset);
  }
}
