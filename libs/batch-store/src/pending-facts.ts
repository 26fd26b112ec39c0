import type { Reply, ScriptCall } from './script-calls';

/** Calls that are kept; beyond that the oldest of a model is dropped, and its requests are merely settled once more. */
const maxCalls = 20_000;
/** Calls sent in one round trip, once the first was accepted. */
const callsPerRoundTrip = 100;

type SendCalls = (calls: readonly ScriptCall[]) => Promise<readonly (Reply | Error)[]>;

/** What all calls on one model have in common, and no others. */
const modelOf = ({ keys }: ScriptCall): string => keys[0]!;

/**
 * Facts that could not be written to the store when they came to be. They are written before anything else is asked about their
 * model: what left without the store must not leave once more.
 */
export class PendingFacts {
  private readonly calls = new Map<string, ScriptCall[]>();
  private readonly flushing = new Map<string, Promise<void>>();

  /** Keeps facts of one model. */
  add(calls: readonly ScriptCall[]): void {
    if (calls.length === 0) return;
    const model = modelOf(calls[0]!);
    const kept = this.calls.get(model) ?? [];
    kept.push(...calls);
    kept.splice(0, kept.length - maxCalls);
    this.calls.set(model, kept);
  }

  /** Writes all of them, in order. What fails on the way stays pending, and so do those of a model of which one is refused. */
  async flush(ask: SendCalls): Promise<void> {
    for (const model of this.calls.keys()) await this.flushModel(model, ask);
  }

  /** Writes those of the model that `call` is about. */
  flushModelOf(call: ScriptCall, ask: SendCalls): Promise<void> {
    return this.flushModel(modelOf(call), ask);
  }

  /** Who comes while they are being written waits for the same. */
  private flushModel(model: string, ask: SendCalls): Promise<void> {
    const kept = this.calls.get(model);
    if (kept === undefined) return Promise.resolve();
    const told =
      this.flushing.get(model) ??
      this.flushInOrder(kept, ask).finally(() => {
        this.flushing.delete(model);
        if (kept.length === 0) this.calls.delete(model);
      });
    this.flushing.set(model, told);
    return told;
  }

  /** The first is sent alone: where that is refused, the others would be too. It goes to the end, so that it does not block them forever. */
  private async flushInOrder(kept: ScriptCall[], ask: SendCalls): Promise<void> {
    for (let count = 1; kept.length > 0; count = callsPerRoundTrip) {
      const some = kept.splice(0, count);
      let untold = some;
      try {
        const replies = await ask(some);
        untold = some.filter((_call, index) => !Array.isArray(replies[index]));
      } finally {
        kept.push(...untold);
      }
      if (untold.length > 0) return;
    }
  }
}
