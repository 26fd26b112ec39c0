import { resentHeader } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';

/** How many dead letters came since the console began to read. */
export class DeadLetterCount {
  count = 0;

  /** Records that say of others that they were sent again are no letters. */
  take(records: readonly InboundRecord[]): void {
    this.count += records.filter(({ headers }) => headers[resentHeader] === undefined).length;
  }
}
