import { Clock, type BrokerTime, type Timer } from '@harmonybatch/ports';
import type { PortGate } from './port-gate';

/** The clock as one incarnation has it: time goes on while it is paused, and its timers end with it. */
export class GatedClock extends Clock {
  constructor(
    private readonly gate: PortGate,
    private readonly time: BrokerTime,
  ) {
    super();
  }

  override nowMs(): number {
    return this.time.nowMs();
  }

  override monotonicMs(): number {
    return this.gate.world.clock.monotonicMs();
  }

  override after(delayMs: number, action: () => void): Timer {
    const { gate } = this;
    let cancelled = false;
    const timer = gate.world.clock.after(delayMs, () => {
      if (!gate.incarnation.isAlive) return;
      const fate = gate.begin('timer', null);
      gate.incarnation.enter(() => {
        if (!cancelled) action();
        gate.world.injector.end(fate);
      });
    });
    return {
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }
}
