import type { LateCause, TrafficSecond, Window } from '@harmonybatch/console-api';
import type { StageEvents, Clock } from '@harmonybatch/ports';
import { consoleMetrics } from '@harmonybatch/telemetry';
import type { OutcomeEnvelope } from '../reading/outcome-envelope';
import { AppFigures } from './app-figures';
import { AppNumbers } from './app-numbers';
import { bucketOf, causeColumns, codeColumnOf, columnsPerApp, reasonColumns, statusColumns } from './columns';
import { RunningWindow } from './running-window';
import { keyOf, Slots, type Slot } from './slots';

export const windowMs: Readonly<Record<Window, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
};
const fineMs = 10_000;
const minuteMs = 60_000;
/** Longer windows are made of minutes. */
const longestFineWindowMs = windowMs['5m'];
/** Counts of all apps in a slot; more are left out. A slot takes 16 bytes for each. */
const maxKeysPerSlot = 500_000;
const secondsShown = 300;
const secondMs = 1_000;
/** How old figures of a window may be, ms. */
const mayBeOldMs: Readonly<Record<Window, number>> = { '1m': 900, '5m': 2_000, '15m': 5_000, '1h': 5_000 };

/** A window of which nobody asked for so long is not kept any more, ms; whoever asks for it then waits a moment. */
const unaskedMs = 60_000;

/** The figures of a window: of each app that had traffic, as it is now, and of all, as it was when this was made. */
export interface WindowFigures {
  readonly apps: ReadonlyMap<string, AppFigures>;
  readonly all: AppFigures;
  /** How long the window is that figures are there of, seconds. */
  readonly seconds: number;
}

interface MadeFigures {
  readonly atMs: number;
  readonly figures: WindowFigures;
  readonly running: RunningWindow;
}

/** What became of requests in the last hour, by app, in arrays of numbers. */
export class Traffic {
  private readonly numbers: AppNumbers;
  private readonly fine = new Slots(fineMs, longestFineWindowMs / fineMs + 1, maxKeysPerSlot);
  private readonly minutes = new Slots(minuteMs, windowMs['1h'] / minuteMs + 1, maxKeysPerSlot);
  private readonly seconds: TrafficSecond[] = Array.from({ length: secondsShown }, () => ({
    ...{ atMs: 0, requests: 0, inSlo: 0 },
  }));
  private readonly made = new Map<Window, MadeFigures>();
  private readonly beganMs: number;

  /** @param terms since when outcomes are read, epoch ms, and of how many apps at most they are counted */
  constructor(
    private readonly clock: Pick<Clock, 'nowMs'>,
    private readonly events: Pick<StageEvents, 'count'>,
    { maxApps, beganMs }: { readonly maxApps: number; readonly beganMs: number },
  ) {
    this.numbers = new AppNumbers(maxApps);
    this.beganMs = beganMs;
  }

  /** Counts an outcome. @returns false where its app is one too many */
  take({ app: name, status, error, timing, batch, cost }: OutcomeEnvelope): boolean {
    const app = this.numbers.of(name);
    if (app === null) {
      this.events.count(consoleMetrics.leftOut, { what: 'apps' });
      return false;
    }
    const { arrivedAtMs, completedAtMs, lateByMs } = timing;
    const isInSlo = status === 'ok' && lateByMs === undefined;
    const columns: number[] = [statusColumns.requests];
    if (status === 'ok')
      columns.push(isInSlo ? statusColumns.inSlo : statusColumns.late, bucketOf(completedAtMs - arrivedAtMs));
    else columns.push(status === 'error' ? statusColumns.failed : statusColumns[status]);
    if (error !== undefined) columns.push(codeColumnOf(error.code));
    if (batch !== undefined) columns.push(reasonColumns[batch.reason]);
    if (status === 'ok' && cost === undefined) columns.push(statusColumns.unpriced);
    this.dropUnasked();
    for (const [slots, slot] of this.slotsAt(completedAtMs)) {
      for (const column of columns) this.count(slots, slot, app, column);
      if (cost !== undefined) slot.spend(app, cost.amount);
    }
    this.countSecond(completedAtMs, isInSlo);
    return true;
  }

  /** Counts what made a request late. @param atMs when it was answered, epoch ms */
  late(name: string, atMs: number, cause: LateCause): void {
    const app = this.numbers.find(name);
    if (app === undefined) return;
    for (const [slots, slot] of this.slotsAt(atMs)) this.count(slots, slot, app, causeColumns[cause]);
  }

  /** The figures of a window that ends now, or did a moment ago. */
  of(window: Window): WindowFigures {
    const nowMs = this.clock.nowMs();
    const made = this.made.get(window);
    if (made !== undefined && nowMs - made.atMs < mayBeOldMs[window]) return made.figures;
    const renewed = this.make(window, nowMs, made?.running);
    this.made.set(window, renewed);
    return renewed.figures;
  }

  /** The minutes of the last hour of one app, oldest first; those without traffic are left out. */
  minutesOf(name: string): { readonly atMs: number; readonly figures: AppFigures }[] {
    const app = this.numbers.find(name);
    if (app === undefined) return [];
    return this.minutes.since(this.clock.nowMs() - windowMs['1h']).flatMap((slot) => {
      if (slot.counts.get(keyOf(app, statusColumns.requests)) === 0) return [];
      const figures = new AppFigures();
      for (let column = 0; column < columnsPerApp; column += 1) {
        const count = slot.counts.get(keyOf(app, column));
        if (count > 0) figures.add(column, count);
      }
      return [{ atMs: slot.fromMs, figures }];
    });
  }

  /** The last seconds, oldest first, up to the last whole one. */
  lastSeconds(count = secondsShown): TrafficSecond[] {
    const untilMs = Math.floor(this.clock.nowMs() / secondMs) * secondMs;
    return Array.from({ length: count }, (_, index) => {
      const atMs = untilMs - (count - index) * secondMs;
      const second = this.seconds[(atMs / secondMs) % secondsShown]!;
      return second.atMs === atMs ? { ...second } : { atMs, requests: 0, inSlo: 0 };
    });
  }

  /** What it takes, bytes. */
  get bytes(): number {
    return this.fine.bytes + this.minutes.bytes;
  }

  private make(window: Window, nowMs: number, before: RunningWindow | undefined): MadeFigures {
    const slots = this.slotsOf(window);
    const sinceMs = Math.max(Math.ceil((nowMs - windowMs[window]) / slots.slotMs) * slots.slotMs, 0);
    const running =
      before?.moveTo(sinceMs) === true ? before : new RunningWindow(slots.since(sinceMs), sinceMs, windowMs[window]);
    running.sumMoney();
    const names = this.numbers.names();
    const apps = new Map([...running.apps].map(([app, figures]) => [names[app]!, figures]));
    const seconds = Math.max(1, (nowMs - Math.max(sinceMs, this.beganMs)) / secondMs);
    return { atMs: nowMs, figures: { apps, all: running.all.copy(), seconds }, running };
  }

  private slotsOf(window: Window): Slots {
    return windowMs[window] <= longestFineWindowMs ? this.fine : this.minutes;
  }

  private dropUnasked(): void {
    const nowMs = this.clock.nowMs();
    for (const [window, { atMs }] of this.made) if (nowMs - atMs > unaskedMs) this.made.delete(window);
  }

  private *slotsAt(atMs: number): Iterable<readonly [Slots, Slot]> {
    const nowMs = this.clock.nowMs();
    // A clock that runs ahead must not take the place of what is counted now.
    const countedAtMs = Math.min(atMs, nowMs);
    for (const slots of [this.fine, this.minutes]) {
      const slot = slots.at(countedAtMs);
      if (slot !== null) yield [slots, slot];
    }
  }

  private count(slots: Slots, slot: Slot, app: number, column: number): void {
    if (!slot.counts.add(keyOf(app, column))) return this.events.count(consoleMetrics.leftOut, { what: 'counts' });
    for (const [window, { running }] of this.made) if (this.slotsOf(window) === slots) running.count(slot, app, column);
  }

  private countSecond(atMs: number, isInSlo: boolean): void {
    const fromMs = Math.floor(Math.min(atMs, this.clock.nowMs()) / secondMs) * secondMs;
    const second = this.seconds[(fromMs / secondMs) % secondsShown]!;
    if (second.atMs > fromMs) return;
    if (second.atMs < fromMs) Object.assign(second, { atMs: fromMs, requests: 0, inSlo: 0 });
    second.requests += 1;
    if (isInSlo) second.inSlo += 1;
  }
}
