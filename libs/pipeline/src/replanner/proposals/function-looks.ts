import type { Clock, Timer } from '@harmonybatch/ports';
import type { ReplannerOptions } from '../replanner-options';

/** Between two looks whether somebody made the functions that a plan waits for, ms. */
const pauseMs = 15_000;

/** When functions are looked for that somebody else makes. Where nobody is to make them, nobody looks. */
export class FunctionLooks {
  private timer: Timer | null = null;
  private dueAtMs = 0;

  /** @param look called when the next look is due */
  constructor(
    private readonly context: { readonly clock: Clock; readonly config: Pick<ReplannerOptions, 'provisioning'> },
    private readonly look: () => void,
  ) {}

  get isDue(): boolean {
    const { clock, config } = this.context;
    return config.provisioning === 'external' && clock.monotonicMs() >= this.dueAtMs;
  }

  /** They were looked for just now. */
  next(): void {
    const { clock, config } = this.context;
    if (config.provisioning !== 'external') return;
    this.stop();
    this.dueAtMs = clock.monotonicMs() + pauseMs;
    this.timer = clock.after(pauseMs, this.look);
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }
}
