import type { HeldPartition, InboundRecord, HeldRecordRequeuer } from '@harmonybatch/ports';
import type { GroupMember } from '@harmonybatch/memory';
import type { Safeguard } from '../safeguards/safeguard';
import { weakenDelivery } from '../safeguards/weakened-ports';
import type { Incarnation } from './incarnation';
import type { Stage } from './stage';

export interface MemberOptions {
  /** Writes again what its stage holds long; null where records are not repeatable. */
  readonly requeuer: HeldRecordRequeuer | null;
  readonly without: Safeguard | null;
  /** Hears of every record that enters the process. */
  readonly onDelivered: (record: InboundRecord) => void;
  /** Hears of a stage that could not take its records: its process ends. */
  readonly onFailure: () => void;
}

/** An incarnation as a member of its consumer group: records enter its stage. */
export class Member implements GroupMember {
  constructor(
    readonly incarnation: Incarnation,
    readonly stage: Stage,
    private readonly options: MemberOptions,
  ) {}

  requeue(partitions: readonly HeldPartition[], nowMs: number): void {
    const { requeuer } = this.options;
    if (requeuer === null) return;
    this.incarnation.enter(() => {
      for (const partition of partitions) void requeuer.requeue(partition, nowMs);
    });
  }

  handle(records: InboundRecord[]): void {
    const { without, onDelivered, onFailure } = this.options;
    this.incarnation.enter(() => {
      for (const record of records) onDelivered(record);
      weakenDelivery(records, without);
      this.stage.accept(records).catch(onFailure);
    });
  }
}
