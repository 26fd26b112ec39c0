import { Slots, type Release } from './slots';

/** Slots of every function on its own: however many invocations of one hang, those of another find theirs. */
export class FunctionSlots {
  private readonly slots = new Map<string, Slots>();

  /**
   * @param capacity invocations of one function at a time
   * @param queueLimit those of it that may wait
   */
  constructor(
    private readonly capacity: number,
    private readonly queueLimit: number,
  ) {
    // Refuses limits that are none before the first invocation does.
    new Slots(capacity, queueLimit);
  }

  /** A slot of the function, or undefined where none came free within `waitMs` or too many wait already. */
  async take(functionName: string, waitMs: number): Promise<Release | undefined> {
    const slots = this.of(functionName);
    const release = await slots.take(waitMs);
    if (!release) return undefined;
    return () => {
      release();
      if (slots.idle) this.slots.delete(functionName);
    };
  }

  private of(functionName: string): Slots {
    let slots = this.slots.get(functionName);
    if (!slots) this.slots.set(functionName, (slots = new Slots(this.capacity, this.queueLimit)));
    return slots;
  }
}
