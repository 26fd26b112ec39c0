import { BoundedMap, type Clock } from '@harmonybatch/ports';

const maxFaults = 1_000;

interface ToldFault {
  atMs: number;
  untold: number;
}

/** Faults that go on are told once, and again after a while with how often they came meanwhile. */
export class RepeatedFaults {
  private readonly told = new BoundedMap<string, ToldFault>(maxFaults);

  /** @param againAfterMs the same fault is told at most once in this time */
  constructor(
    private readonly clock: Clock,
    private readonly againAfterMs: number,
  ) {}

  /** How often it came untold since it was told last; null where it is not to be told now. */
  admit(fault: string): number | null {
    const nowMs = this.clock.monotonicMs();
    const known = this.told.get(fault);
    if (known !== undefined && nowMs - known.atMs < this.againAfterMs) {
      known.untold += 1;
      return null;
    }
    this.told.set(fault, { atMs: nowMs, untold: 0 });
    return known?.untold ?? 0;
  }
}
