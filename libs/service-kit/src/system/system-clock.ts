import { performance } from 'node:perf_hooks';
import { Clock, type Timer } from '@harmonybatch/pipeline';

/** The longest delay that Node's timers know; a longer one would fire at once. */
const maxDelayMs = 2_147_483_647;

/** The system's clocks. */
export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now();
  }

  after(delayMs: number, action: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('a delay has to be a number of milliseconds, got NaN');
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), maxDelayMs));
    return { cancel: () => clearTimeout(timer) };
  }
}
