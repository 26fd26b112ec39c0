/** Items of one call at most: what a fetch brings may be hundreds of thousands, and a call does its first part at one go. */
const maxItems = 2_000;

/**
 * Calls a function with all that was gathered since its last call began; one call at a time. kafkajs hands the
 * partitions of one fetch over within one turn of the event loop, so a fetch becomes one call, however many partitions;
 * and it fetches from a broker only when what that one brought before is handled, so what arrives meanwhile comes at once.
 */
export class CoalescedCalls<T> {
  private pending: T[] = [];
  private next: Promise<void> | null = null;
  private current: Promise<void> = Promise.resolve();

  /** @param onFault called when a call threw; no further call is made then. */
  constructor(
    private readonly call: (items: T[]) => Promise<void>,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Resolves when the call that got these items has ended, also by a fault; rejects if none was made. */
  add(items: readonly T[]): Promise<void> {
    for (const item of items) this.pending.push(item);
    this.next ??= this.callAfter(this.current);
    return this.next;
  }

  /** Resolves when no call is under way; the fault of a call is reported elsewhere. */
  async idle(): Promise<void> {
    while (this.next) await this.next.catch(() => undefined);
    await this.current.catch(() => undefined);
  }

  private async callAfter(previous: Promise<void>): Promise<void> {
    const failed = await previous.then(
      () => false,
      () => true,
    );
    const items = this.pending;
    this.pending = [];
    this.next = null;
    if (failed) throw new Error('an earlier call failed: no further calls are made');
    this.current = this.callInTurn(items);
    await this.current.catch(this.onFault);
  }
  private async callInTurn(items: T[]): Promise<void> {
    for (let from = 0; from < items.length; from += maxItems) await this.call(items.slice(from, from + maxItems));
  }
}
