import type { Clock } from '@harmonybatch/ports';

/** A reading counts for this long, ms. */
const validMs = 1_000;

interface Reading {
  readonly atMs: number;
  /** When the newest record that was read then was written, epoch ms. */
  newestMs: number;
}

/**
 * How old even the newest records are when they are read: what Kafka has queued up before this replica. By the records'
 * own timestamps, for what a request says of its arrival may be anything.
 */
export class IntakeLag {
  private readonly readings = new Map<string, Reading>();

  constructor(private readonly clock: Clock) {}

  /** A record with a request of the model was read now; it was written at `writtenAtMs`, epoch ms. */
  record(model: string, writtenAtMs: number): void {
    const atMs = this.clock.nowMs();
    const reading = this.readings.get(model);
    if (reading?.atMs === atMs) reading.newestMs = Math.max(reading.newestMs, writtenAtMs);
    else this.readings.set(model, { atMs, newestMs: writtenAtMs });
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
