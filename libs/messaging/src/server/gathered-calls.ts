/**
 * Calls a function with all that was gathered since its last call began; one call at a time. kafkajs hands the
 * partitions of one fetch over within one turn of the event loop, so a fetch becomes one call, however many partitions.
 */
export class GatheredCalls<T> {
  private gathered: T[] = [];
  private next: Promise<void> | null = null;
  private current: Promise<void> = Promise.resolve();

  constructor(private readonly call: (items: T[]) => Promise<void>) {}

  /** Resolves when the call that got these items is over; rejects if it threw. */
  add(items: readonly T[]): Promise<void> {
    for (const item of items) this.gathered.push(item);
    this.next ??= this.callAfter(this.current);
    return this.next;
  }

  /** Resolves when no call is under way; the fault of a call is its caller's. */
  async idle(): Promise<void> {
    while (this.next) await this.next.catch(() => undefined);
    await this.current.catch(() => undefined);
  }

  private async callAfter(previous: Promise<void>): Promise<void> {
    await previous;
    const items = this.gathered;
    this.gathered = [];
    this.next = null;
    this.current = this.call(items);
    await this.current;
  }
}
