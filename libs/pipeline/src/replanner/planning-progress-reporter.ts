import type { PlanningReported, PlanningState } from '@harmonybatch/contracts';
import type { Clock, Timer, PlanningProgress, StageEvents } from '@harmonybatch/ports';

/** What takes no longer is not reported. */
const firstReportMs = 2_000;
const reportIntervalMs = 5_000;
const maxMessageLength = 2_000;
const msPerSecond = 1_000;

export interface ProgressReporterPorts {
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly progress: PlanningProgress;
}

export type PlannedModel = Pick<PlanningReported, 'model' | 'modelVersion' | 'reason' | 'apps'>;

/** Reports the progress of one plan: now and then while it takes long, and how it ended. */
export class PlanningProgressReporter {
  private readonly sinceMs: number;
  private readonly startMs: number;
  private state: PlanningState = 'planning';
  private timer: Timer;

  constructor(
    private readonly ports: ProgressReporterPorts,
    private readonly model: PlannedModel,
  ) {
    this.sinceMs = ports.clock.nowMs();
    this.startMs = ports.clock.monotonicMs();
    this.timer = this.scheduleReport(firstReportMs);
  }

  /** The plan is made; its functions are made ready now. */
  preparing(): void {
    this.state = 'preparing';
  }

  /** The plan is in `plan.proposed` and waits. */
  proposed(message: string): void {
    this.stop();
    this.report('proposed', message);
  }

  inForce(): void {
    this.stop();
    this.report('in_force');
  }

  failed(error: unknown, retryInMs: number): void {
    this.stop();
    this.report('failed', messageOf(error), { retryInMs });
  }

  /** Reports nothing more: another replica does. */
  stop(): void {
    this.timer.cancel();
  }

  private scheduleReport(delayMs: number): Timer {
    return this.ports.clock.after(delayMs, () => {
      const seconds = Math.round((this.ports.clock.monotonicMs() - this.startMs) / msPerSecond);
      const { model, apps } = this.model;
      this.ports.events.info('planning is taking long', { model, appCount: apps, doing: this.state, seconds });
      this.report(this.state, `${apps} apps, for ${seconds} s`);
      this.timer = this.scheduleReport(reportIntervalMs);
    });
  }

  private report(state: PlanningState, message?: string, more: { retryInMs?: number } = {}): void {
    const { model, sinceMs, ports } = this;
    ports.progress.report({
      ...model,
      message: message?.slice(0, maxMessageLength),
      ...more,
      state,
      sinceMs,
      reportedAtMs: ports.clock.nowMs(),
    });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
