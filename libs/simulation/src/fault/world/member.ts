import type { InboundRecord } from '@harmonybatch/pipeline';
import type { GroupMember } from '../../memory-group';
import type { Safeguard } from '../safeguards/safeguard';
import { weakenDelivery } from '../safeguards/weakened-ports';
import type { Incarnation } from './incarnation';
import type { Stage } from './stage';

export interface MemberTerms {
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

  handle(records: InboundRecord[]): void {
    const { without, handed, onFailure } = this.terms;
    this.incarnation.enter(() => {
      for (const record of records) handed(record);
      weakenDelivery(records, without);
      this.stage.accept(records).catch(onFailure);
    });
  }
}
