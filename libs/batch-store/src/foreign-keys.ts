import { ReplyError } from 'ioredis';
import type { Reply, ScriptCall } from './script-calls';

/** Scripts that look at the type of every key that they are given. */
const looksAtAll: ReadonlySet<string> = new Set(['push', 'due', 'flush', 'recover', 'status']);
/** A key that was not reported for this long is one that nobody needs any more, ms. */
const forgottenAfterMs = 60_000;

/** The key that this reply names as one of another type than ours; undefined where it names none. */
const foreignKeyOf = (reply: Reply | Error): string | undefined =>
  reply instanceof ReplyError ? /WRONGTYPE (\S+) is a /.exec(String(reply))?.[1] : undefined;

/** Keys in which somebody else has left something: known from a script that named one until one finds it in order. */
export class ForeignKeys {
  private readonly heardAtMs = new Map<string, number>();

  /** @param nowMs monotonic time, ms */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  get count(): number {
    return this.heardAtMs.size;
  }

  /** @returns the refusals that name such a key */
  heard(calls: readonly ScriptCall[], replies: readonly (Reply | Error)[]): Error[] {
    const refusals: Error[] = [];
    replies.forEach((reply, index) => {
      const foreign = foreignKeyOf(reply);
      if (foreign !== undefined) {
        this.heardAtMs.set(foreign, this.nowMs());
        refusals.push(reply as Error);
      } else if (!(reply instanceof Error)) this.inOrder(calls[index]!);
    });
    return refusals;
  }

  private inOrder({ script, keys }: ScriptCall): void {
    if (this.heardAtMs.size === 0) return;
    if (looksAtAll.has(script)) for (const key of keys) this.heardAtMs.delete(key);
    const longAgoMs = this.nowMs() - forgottenAfterMs;
    for (const [key, atMs] of this.heardAtMs) if (atMs < longAgoMs) this.heardAtMs.delete(key);
  }
}
