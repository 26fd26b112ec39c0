import type { PlanningReported, PlanningState } from '@harmonybatch/contracts';
import type { Clock, Timer, PlanningProgress, StageEvents } from '@harmonybatch/ports';

/** What takes no longer is not reported. */
const firstTellMs = 2_000;
const tellEveryMs = 5_000;
const longestMessage = 2_000;
const msPerSecond = 1_000;

export interface WatchPorts {
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly progress: PlanningProgress;
}

export type PlanWanted = Pick<PlanningReported, 'model' | 'modelVersion' | 'reason' | 'apps'>;

/** Reports the progress of one plan: now and then while it takes long, and how it ended. */
export class PlanningWatch {
  private readonly sinceMs: number;
  private readonly startMs: number;
  private state: PlanningState = 'planning';
  private timer: Timer;

  constructor(
    private readonly ports: WatchPorts,
    private readonly wanted: PlanWanted,
  ) {
    this.sinceMs = ports.clock.nowMs();
    this.startMs = ports.clock.monotonicMs();
    this.timer = this.tellIn(firstTellMs);
  }

  /** The plan is made; its functions are made ready now. */
  preparing(): void {
    this.state = 'preparing';
  }

  inForce(): void {
    this.stop();
    this.report('in_force');
  }

  failed(error: unknown, retryInMs: number): void {
    this.stop();
    this.report('failed', wordsOf(error), { retryInMs });
  }

  /** Reports nothing more: another replica does. */
  stop(): void {
    this.timer.cancel();
  }

  private tellIn(delayMs: number): Timer {
    return this.ports.clock.after(delayMs, () => {
      const seconds = Math.round((this.ports.clock.monotonicMs() - this.startMs) / msPerSecond);
      const { model, apps } = this.wanted;
      this.ports.events.noted('planning is taking long', { model, apps, doing: this.state, seconds });
      this.report(this.state, `${apps} apps, for ${seconds} s`);
      this.timer = this.tellIn(tellEveryMs);
    });
  }

  private report(state: PlanningState, message?: string, more: { retryInMs?: number } = {}): void {
    const { wanted, sinceMs, ports } = this;
    ports.progress.reported({
      ...wanted,
      message: message?.slice(0, longestMessage),
      ...more,
      state,
      sinceMs,
      reportedAtMs: ports.clock.nowMs(),
    });
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
