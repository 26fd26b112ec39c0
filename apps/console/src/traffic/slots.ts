import { columnsPerApp } from './columns';
import { CountTable } from './count-table';

/** What happened in a span of time: counts by app and column, and money by app. */
export class Slot {
  readonly counts: CountTable;
  private money = new Float64Array(16);

  constructor(
    readonly fromMs: number,
    maxKeys: number,
  ) {
    this.counts = new CountTable(maxKeys);
  }

  spend(app: number, amount: number): void {
    if (app >= this.money.length) {
      const larger = new Float64Array(Math.max(app + 1, 2 * this.money.length));
      larger.set(this.money);
      this.money = larger;
    }
    this.money[app]! += amount;
  }

  spentOf(app: number): number {
    return this.money[app] ?? 0;
  }

  get bytes(): number {
    return this.counts.bytes + this.money.byteLength;
  }
}

/** The last spans of time of one length. */
export class Slots {
  private readonly ring: (Slot | undefined)[];

  constructor(
    readonly slotMs: number,
    private readonly count: number,
    private readonly maxKeys: number,
  ) {
    this.ring = new Array<Slot | undefined>(count);
  }

  /** The slot of a time, epoch ms; null where a later one has its place. */
  at(atMs: number): Slot | null {
    const fromMs = Math.floor(atMs / this.slotMs) * this.slotMs;
    const index = (fromMs / this.slotMs) % this.count;
    const there = this.ring[index];
    if (there !== undefined && there.fromMs > fromMs) return null;
    if (there?.fromMs === fromMs) return there;
    this.packBefore(fromMs - this.slotMs);
    return (this.ring[index] = new Slot(fromMs, this.maxKeys));
  }

  /** Slots that begin at `sinceMs` (epoch ms) or later, oldest first. */
  since(sinceMs: number): Slot[] {
    return this.ring
      .filter((slot): slot is Slot => slot !== undefined && slot.fromMs >= sinceMs)
      .sort((one, other) => one.fromMs - other.fromMs);
  }

  /** Slots of which hardly anything comes any more take less room. */
  private packBefore(atMs: number): void {
    for (const slot of this.ring) if (slot !== undefined && slot.fromMs < atMs) slot.counts.pack();
  }

  get bytes(): number {
    return this.ring.reduce((sum, slot) => sum + (slot?.bytes ?? 0), 0);
  }
}

export const keyOf = (app: number, column: number): number => app * columnsPerApp + column;
