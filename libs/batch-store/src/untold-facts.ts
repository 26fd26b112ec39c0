import type { ScriptCall } from './script-calls';

/** Calls that are kept; beyond that the oldest is forgotten, and what it told of is merely settled once more. */
const mostCalls = 20_000;
/** Calls told in one round trip. */
const callsAtOnce = 100;

/**
 * Facts that the store could not be told when they came to be. It is told of them before it is asked anything else: what left
 * without it must not leave once more.
 */
export class UntoldFacts {
  private calls: ScriptCall[] = [];

  get count(): number {
    return this.calls.length;
  }

  keep(calls: readonly ScriptCall[]): void {
    this.calls.push(...calls);
    if (this.calls.length > mostCalls) this.calls = this.calls.slice(-mostCalls);
  }

  /** Tells all of them, in order. What fails on the way stays untold; what is refused by itself is given up. */
  async tell(ask: (calls: readonly ScriptCall[]) => Promise<unknown>): Promise<void> {
    while (this.calls.length > 0) {
      const some = this.calls.slice(0, callsAtOnce);
      await ask(some);
      this.calls = this.calls.slice(some.length);
    }
  }
}
