import { ReplyError } from 'ioredis';
import type { Reply, ScriptCall } from './script-calls';

/** Scripts that look at the type of every key that they are given. */
const checksAllKeys: ReadonlySet<string> = new Set(['push', 'due', 'flush', 'recover', 'status']);
/** A key that was not reported for this long is one that nobody needs any more, ms. */
const expireAfterMs = 60_000;

/** The key that this reply names as one of another type than ours; undefined where it names none. */
const wrongTypeKeyOf = (reply: Reply | Error): string | undefined =>
  reply instanceof ReplyError ? /WRONGTYPE (\S+) is a /.exec(String(reply))?.[1] : undefined;

/** Keys in which somebody else has left something: known from a script that named one until one finds it in order. */
export class WrongTypeKeys {
  private readonly seenAtMs = new Map<string, number>();

  /** @param nowMs monotonic time, ms */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  get count(): number {
    return this.seenAtMs.size;
  }

  /** @returns the refusals that name such a key */
  collect(calls: readonly ScriptCall[], replies: readonly (Reply | Error)[]): Error[] {
    const refusals: Error[] = [];
    replies.forEach((reply, index) => {
      const foreign = wrongTypeKeyOf(reply);
      if (foreign !== undefined) {
        this.seenAtMs.set(foreign, this.nowMs());
        refusals.push(reply as Error);
      } else if (!(reply instanceof Error)) this.markValid(calls[index]!);
    });
    return refusals;
  }

  private markValid({ script, keys }: ScriptCall): void {
    if (this.seenAtMs.size === 0) return;
    if (checksAllKeys.has(script)) for (const key of keys) this.seenAtMs.delete(key);
    const longAgoMs = this.nowMs() - expireAfterMs;
    for (const [key, atMs] of this.seenAtMs) if (atMs < longAgoMs) this.seenAtMs.delete(key);
  }
}
