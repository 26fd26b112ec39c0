import type { ArrivalCounted } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';

/** Arrivals of one fetched batch, per app and partition, with the offsets that they cover. */
export class ArrivalCounts {
  private readonly byKey = new Map<string, ArrivalCounted>();

  add(app: string, { partition, offset }: InboundRecord, arrivedAtMs: number): void {
    const key = `${partition}/${app}`;
    const known = this.byKey.get(key);
    this.byKey.set(key, {
      app,
      partition,
      firstOffset: Math.min(known?.firstOffset ?? offset, offset),
      lastOffset: Math.max(known?.lastOffset ?? offset, offset),
      count: (known?.count ?? 0) + 1,
      firstArrivedAtMs: Math.min(known?.firstArrivedAtMs ?? arrivedAtMs, arrivedAtMs),
      lastArrivedAtMs: Math.max(known?.lastArrivedAtMs ?? arrivedAtMs, arrivedAtMs),
    });
  }

  all(): ArrivalCounted[] {
    return [...this.byKey.values()];
  }
}
