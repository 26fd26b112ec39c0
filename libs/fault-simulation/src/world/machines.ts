import { BrokerTime } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import type { VirtualClock } from '@harmonybatch/memory';
import type { ProcessName } from '../scenario/fault';

/** The machines that processes run on, each with a clock that is a little wrong and may be set. */
export class Machines {
  /** How far a machine's clock was set, ms; for good, whatever becomes of its process. */
  private readonly clockOffsetsMs = new Map<ProcessName, number>();

  /** @param maxSkewMs how far clocks are off that nobody set, and how far off the broker's time is known, ms */
  constructor(
    private readonly clock: VirtualClock,
    private readonly seed: number,
    private readonly maxSkewMs: number,
  ) {}

  set(process: ProcessName, byMs: number): void {
    this.clockOffsetsMs.set(process, (this.clockOffsetsMs.get(process) ?? 0) + byMs);
  }

  /**
   * Time as a new incarnation of a process has it.
   * @param asksBroker whether it asks the broker for its time when it starts, as services do
   */
  timeOf(process: ProcessName, asksBroker: boolean): BrokerTime {
    const { clock, maxSkewMs } = this;
    const skewMs = Math.round(maxSkewMs * (2 * SeededRandomness.stream(this.seed, process).uniform() - 1));
    const wallMs = (): number => clock.nowMs() + skewMs + (this.clockOffsetsMs.get(process) ?? 0);
    const time = new BrokerTime({ wallMs, monotonicMs: () => clock.monotonicMs() });
    const exactMs = clock.nowMs() - clock.monotonicMs();
    if (asksBroker) time.observe({ minMs: exactMs - maxSkewMs, maxMs: exactMs + maxSkewMs });
    return time;
  }
}
