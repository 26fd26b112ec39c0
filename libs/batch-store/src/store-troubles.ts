import type { StageEvents } from '@harmonybatch/pipeline';

/** What may be wrong with the store, each for itself. */
export type Trouble = 'pushes' | 'others' | 'refusal' | 'policy';

/** Says in the log why the store cannot be used, once for each reason, and when it can be again. */
export class StoreTroubles {
  private readonly reasons = new Map<Trouble, string>();

  constructor(private readonly events: StageEvents | undefined) {}

  /** Why the store cannot be used at all; null where it can. */
  get fault(): string | null {
    return this.reasons.get('others') ?? this.reasons.get('pushes') ?? null;
  }

  note(trouble: Trouble, reason: string | null): void {
    const isTold = reason === null || [...this.reasons.values()].includes(reason);
    if (reason === null) {
      if (!this.reasons.delete(trouble) || this.reasons.size > 0) return;
      this.events?.noted('the batch store can be used again');
      return;
    }
    this.reasons.set(trouble, reason);
    if (!isTold) this.events?.fault(`the batch store is in trouble: ${reason}`);
  }
}
