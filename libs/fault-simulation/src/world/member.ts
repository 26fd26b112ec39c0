import type { HeldPartition, InboundRecord, LongHolds } from '@harmonybatch/ports';
import type { GroupMember } from '@harmonybatch/memory';
import type { Safeguard } from '../safeguards/safeguard';
import { weakenDelivery } from '../safeguards/weakened-ports';
import type { Incarnation } from './incarnation';
import type { Stage } from './stage';

export interface MemberTerms {
  /** Writes again what its stage holds long; null where records are not repeatable. */
  readonly longHolds: LongHolds | null;
  readonly without: Safeguard | null;
  /** Hears of every record that enters the process. */
  readonly handed: (record: InboundRecord) => void;
  /** Hears of a stage that could not take its records: its process ends. */
  readonly onFailure: () => void;
}

/** An incarnation as a member of its consumer group: records enter its stage. */
export class Member implements GroupMember {
  constructor(
    readonly incarnation: Incarnation,
    readonly stage: Stage,
    private readonly terms: MemberTerms,
  ) {}

  relieve(partitions: readonly HeldPartition[], nowMs: number): void {
    const { longHolds } = this.terms;
    if (longHolds === null) return;
    this.incarnation.enter(() => {
      for (const partition of partitions) void longHolds.relieve(partition, nowMs);
    });
  }

  handle(records: InboundRecord[]): void {
    const { without, handed, onFailure } = this.terms;
    this.incarnation.enter(() => {
      for (const record of records) handed(record);
      weakenDelivery(records, without);
      this.stage.accept(records).catch(onFailure);
    });
  }
}
