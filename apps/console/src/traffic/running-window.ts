import { AppFigures } from './app-figures';
import { columnsPerApp } from './columns';
import type { Slot } from './slots';

/**
 * What happened in a window that ends now, kept as it is counted: slots that it reaches are added once, and taken out once they are older.
 * It is made anew after its own length: what has come down to nothing, as of apps that send no more, would take room for ever.
 */
export class RunningWindow {
  readonly apps = new Map<number, AppFigures>();
  readonly all = new AppFigures();
  private readonly slots = new Set<Slot>();
  /** It is made anew from then on, epoch ms. */
  private readonly endsMs: number;

  /** @param sinceMs slots that begin from this time on are in it, epoch ms */
  constructor(
    slots: readonly Slot[],
    private sinceMs: number,
    lengthMs: number,
  ) {
    this.endsMs = sinceMs + lengthMs;
    for (const slot of slots) this.addAll(slot, 1);
  }

  /** Counts what is counted in a slot, too. */
  count(slot: Slot, app: number, column: number): void {
    if (slot.fromMs < this.sinceMs) return;
    this.slots.add(slot);
    this.add(app, column, 1);
  }

  /** Leaves out slots that began before a time, epoch ms. @returns false where it began later, or is too old: then it is to be made anew */
  moveTo(sinceMs: number): boolean {
    if (sinceMs < this.sinceMs || sinceMs >= this.endsMs) return false;
    this.sinceMs = sinceMs;
    for (const slot of this.slots) if (slot.fromMs < sinceMs) this.addAll(slot, -1);
    return true;
  }

  /** Sums the money anew: doubles that are added and taken off again leave something over. */
  sumMoney(): void {
    this.all.spent = 0;
    for (const [app, figures] of this.apps) {
      figures.spent = 0;
      for (const slot of this.slots) figures.spent += slot.spentOf(app);
      this.all.spent += figures.spent;
    }
  }

  private addAll(slot: Slot, sign: 1 | -1): void {
    if (sign > 0) this.slots.add(slot);
    else this.slots.delete(slot);
    slot.counts.forEach((key, count) => this.add(Math.floor(key / columnsPerApp), key % columnsPerApp, sign * count));
  }

  private add(app: number, column: number, count: number): void {
    let figures = this.apps.get(app);
    if (figures === undefined) this.apps.set(app, (figures = new AppFigures()));
    figures.add(column, count);
    this.all.add(column, count);
  }
}
