import type { StageEvents } from '@harmonybatch/ports';

/** What may be wrong with the store, each for itself. */
export type StoreProblem = 'pushes' | 'others' | 'refusal' | 'key' | 'policy';

const stateOf: Readonly<Record<StoreProblem, string>> = {
  pushes: 'unavailable',
  others: 'unavailable',
  refusal: 'refusing calls',
  key: 'refusing calls',
  policy: 'misconfigured',
};

/** A reason that differs in a number alone, such as how long there was no answer, is the same one. */
const withoutNumbers = (reason: string): string => reason.replace(/\d+/g, '#');

/**
 * Says in the log why the store cannot be used, once for each reason, and when it can be again, and after how long. It costs
 * larger batches and no request, so that it is a warning; an eviction policy that drops facts is an error.
 */
export class StoreProblems {
  private readonly reasons = new Map<StoreProblem, string>();
  /** Of the outage that goes on. */
  private readonly reported = new Set<string>();
  private beganAtMs = 0;

  /** @param nowMs monotonic time, ms */
  constructor(
    private readonly events: StageEvents | undefined,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Why the store cannot be used at all; null where it can. */
  get fault(): string | null {
    return this.reasons.get('others') ?? this.reasons.get('pushes') ?? null;
  }

  /** What is wrong of this kind; null where nothing is. */
  reasonOf(trouble: StoreProblem): string | null {
    return this.reasons.get(trouble) ?? null;
  }

  set(trouble: StoreProblem, reason: string | null): void {
    if (reason === null) return this.clear(trouble);
    if (this.reasons.size === 0) this.beganAtMs = this.nowMs();
    this.reasons.set(trouble, reason);
    const key = withoutNumbers(reason);
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const message = `the batch store is ${stateOf[trouble]}: ${reason}`;
    if (trouble === 'policy') this.events?.error(message);
    else this.events?.warn(message);
  }

  private clear(trouble: StoreProblem): void {
    if (!this.reasons.delete(trouble) || this.reasons.size > 0) return;
    this.reported.clear();
    this.events?.warn('the batch store is available again', { afterMs: Math.round(this.nowMs() - this.beganAtMs) });
  }
}
