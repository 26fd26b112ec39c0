import type { PlanBoard } from '@harmonybatch/pipeline';
import type { Clock } from '@harmonybatch/ports';
import type { PlanReport } from './simulation-report';

const msPerSecond = 1000;

/** The plans of one model as they came into force. */
export class PlanHistory {
  private readonly entries: (Omit<PlanReport, 'atMs'> & { readonly atMs: number })[] = [];

  constructor(board: PlanBoard, clock: Clock, model: string) {
    board.onChange((changed) => {
      const plan = board.planOf(model)?.plan;
      if (changed !== model || plan === undefined) return;
      const { reason, groups, notes = [], costPerSecond } = plan;
      this.entries.push({ atMs: clock.nowMs(), reason, groups, notes, costPerSecond });
    });
  }

  /** @param startMs the time that the report calls 0. */
  report(startMs: number): PlanReport[] {
    return this.entries.map((entry) => ({ ...entry, atMs: entry.atMs - startMs }));
  }

  /** The mean over a time, by how long each plan was in force in it; what nothing was planned for costs nothing. */
  meanCostPerSecond(fromMs: number, toMs: number): number {
    const cost = this.entries.reduce((sum, { atMs, costPerSecond }, index) => {
      const endMs = Math.min(toMs, this.entries[index + 1]?.atMs ?? toMs);
      return sum + (costPerSecond * Math.max(0, endMs - Math.max(fromMs, atMs))) / msPerSecond;
    }, 0);
    return cost / ((toMs - fromMs) / msPerSecond);
  }
}
