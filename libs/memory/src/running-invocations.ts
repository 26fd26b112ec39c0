import type { InvocationResult } from '@harmonybatch/ports';

/** How many invocations of each function are under way. */
export class RunningInvocations {
  private readonly counts = new Map<string, number>();

  of(functionName: string): number {
    return this.counts.get(functionName) ?? 0;
  }

  /** Counts one of the function until `answer` settles. */
  async whileRunning<T>(functionName: string, answer: Promise<T>): Promise<T> {
    this.counts.set(functionName, this.of(functionName) + 1);
    try {
      return await answer;
    } finally {
      this.counts.set(functionName, this.of(functionName) - 1);
    }
  }
}

/** What the real invoker says where no slot of the function is free. */
export const tooMany = (functionName: string): InvocationResult => ({
  kind: 'unavailable',
  code: 'ConcurrencyLimit',
  message: `too many invocations of ${functionName} were under way already`,
  retryable: true,
});
