import type { StoreAnswer } from '@harmonybatch/ports';

type WriteFacts<T> = (model: string, facts: readonly T[], nowMs: number) => Promise<StoreAnswer<void>>;

interface Gathered<T> {
  readonly facts: T[];
  readonly timer: NodeJS.Timeout;
  /** When the last of them came to be, epoch ms. */
  nowMs: number;
  readonly told: Promise<StoreAnswer<void>>;
  readonly write: () => void;
}

/**
 * Facts of each model that are told to the store together, as nobody waits for them: with what is asked about their model next, when
 * there are many, or after a while.
 */
export class GatheredFacts<T> {
  private readonly models = new Map<string, Gathered<T>>();

  /**
   * @param lingerMs how long a fact waits for others at most, ms
   * @param maxFacts how many are told at once
   */
  constructor(
    private readonly lingerMs: number,
    private readonly maxFacts: number,
    private readonly write: WriteFacts<T>,
  ) {}

  /** Resolves or rejects as the telling does of which they are part. */
  add(model: string, facts: readonly T[], nowMs: number): Promise<StoreAnswer<void>> {
    const gathered = this.models.get(model) ?? this.begin(model, nowMs);
    gathered.facts.push(...facts);
    gathered.nowMs = Math.max(gathered.nowMs, nowMs);
    if (gathered.facts.length >= this.maxFacts) this.tell(model);
    return gathered.told;
  }

  /** Tells those of a model now. */
  tell(model: string): void {
    const gathered = this.models.get(model);
    if (gathered === undefined) return;
    this.models.delete(model);
    clearTimeout(gathered.timer);
    gathered.write();
  }

  /** Tells all of them now; resolves when the store was told, or does not answer. */
  async tellAll(): Promise<void> {
    const told = [...this.models.values()].map((gathered) => gathered.told);
    for (const model of [...this.models.keys()]) this.tell(model);
    await Promise.allSettled(told);
  }

  private begin(model: string, nowMs: number): Gathered<T> {
    let settle: (told: Promise<StoreAnswer<void>>) => void;
    const told = new Promise<StoreAnswer<void>>((resolve) => (settle = resolve));
    const timer = setTimeout(() => this.tell(model), this.lingerMs);
    const gathered: Gathered<T> = {
      ...{ facts: [], timer, nowMs, told },
      write: () => settle(this.write(model, gathered.facts, gathered.nowMs)),
    };
    this.models.set(model, gathered);
    return gathered;
  }
}
