import type { InferenceAccepted } from '@harmonybatch/contracts';
import type { Clock } from '../ports/clock';

/** A reading counts for so long, ms. */
const validMs = 1_000;

interface Reading {
  readonly atMs: number;
  /** Arrival of the newest request that was read then, epoch ms. */
  newestMs: number;
}

/** How old even the newest requests are when they are read: what Kafka has queued up before this replica. */
export class IntakeLag {
  private readonly readings = new Map<string, Reading>();

  constructor(private readonly clock: Clock) {}

  /** A request was read now. */
  note({ model, arrivedAtMs }: InferenceAccepted): void {
    const atMs = this.clock.nowMs();
    const reading = this.readings.get(model);
    if (reading?.atMs === atMs) reading.newestMs = Math.max(reading.newestMs, arrivedAtMs);
    else this.readings.set(model, { atMs, newestMs: arrivedAtMs });
  }

  /** The lag of every model that was read lately, ms. */
  byModel(): Map<string, number> {
    const nowMs = this.clock.nowMs();
    const lags = new Map<string, number>();
    for (const [model, { atMs, newestMs }] of this.readings) {
      if (nowMs - atMs > validMs) this.readings.delete(model);
      else lags.set(model, Math.max(0, atMs - newestMs));
    }
    return lags;
  }
}
