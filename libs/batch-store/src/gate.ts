import { setTimeout as sleep } from 'node:timers/promises';
import { withTimeout } from './with-timeout';

/**
 * Whether a server can be used by now, why not, and who waits until it can. Where the reason is known nobody waits: all are
 * told it at once.
 */
export class Gate {
  private open = false;
  private reason: string | null = null;
  private readonly waiting = new Set<{ readonly resolve: () => void; readonly reject: (error: Error) => void }>();

  /** @param retryMs how soon work that failed is begun anew, while its caller waits */
  constructor(private readonly retryMs: number) {}

  get isOpen(): boolean {
    return this.open;
  }

  /** Why the server cannot be used; null where it can, and where nobody knows yet. */
  get fault(): string | null {
    return this.reason;
  }

  /** Resolves when the server can be used, however long that takes; never rejects. */
  async untilOpen(): Promise<void> {
    while (!this.open) {
      await new Promise<void>((resolve) => this.waiting.add({ resolve, reject: () => resolve() }));
      if (!this.open) await sleep(this.retryMs, undefined, { ref: false });
    }
  }

  /** Resolves when the server can be used; rejects with the reason as soon as one is known. */
  passed(): Promise<void> {
    if (this.open) return Promise.resolve();
    if (this.reason !== null) return Promise.reject(new Error(this.reason));
    return new Promise((resolve, reject) => void this.waiting.add({ resolve, reject }));
  }

  /**
   * What `work` gives, begun anew where it failed for no known reason; nothing is begun any more once `timeoutMs` have passed.
   * @param faultOf why the work would be in vain, though others may pass; null where it would not be
   */
  async pass<T>(timeoutMs: number, work: () => Promise<T>, faultOf: () => string | null = () => null): Promise<T> {
    const caller = { isGone: false };
    try {
      return await withTimeout(timeoutMs, this.untilDone(work, faultOf, caller));
    } finally {
      caller.isGone = true;
    }
  }

  /** The server can be used: whoever waits goes on. */
  letIn(): void {
    this.open = true;
    this.reason = null;
    for (const { resolve } of this.waiting) resolve();
    this.waiting.clear();
  }

  /** The server cannot be used, and why is not known yet: whoever comes waits. */
  shut(): void {
    this.open = false;
  }

  /** The server cannot be used: whoever waits or comes is told why. */
  refuse(reason: string): void {
    this.open = false;
    this.reason = reason;
    for (const { reject } of this.waiting) reject(new Error(reason));
    this.waiting.clear();
  }

  private async untilDone<T>(
    work: () => Promise<T>,
    faultOf: () => string | null,
    caller: { readonly isGone: boolean },
  ): Promise<T> {
    for (;;) {
      await this.passed();
      if (caller.isGone) throw new Error('the call was abandoned by its caller');
      const inVain = faultOf();
      if (inVain !== null) throw new Error(inVain);
      try {
        return await work();
      } catch (error) {
        const reason = this.reason ?? faultOf();
        if (reason !== null) throw new Error(reason, { cause: error });
        await sleep(this.retryMs);
      }
    }
  }
}
