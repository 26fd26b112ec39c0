import { hourOf, keyOfText, type Cell, type CellKey } from '../money/cells';
import type { Gap, Ledger } from '../money/ledger';
import type { TopicPositions } from '../reading/read-positions';
import type { History, HistoryEntry, KeptPlan } from './history';

/** Plans that came, and that are kept no longer, since the history was written last. */
type PlanChanges = Pick<HistoryEntry, 'plans' | 'forgottenPlans'>;

const none: PlanChanges = { plans: [], forgottenPlans: [] };
const together = (one: PlanChanges, other: PlanChanges): PlanChanges => ({
  plans: [...one.plans, ...other.plans],
  forgottenPlans: [...one.forgottenPlans, ...other.forgottenPlans],
});

/**
 * Writes what was counted and how far topics were read into the history, together: whenever the process ends, what is read again is
 * what is not in the sums.
 */
export class Recording {
  private planChanges = none;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly history: History,
    private readonly ledger: Ledger,
    private readonly positions: () => Readonly<Record<string, TopicPositions>>,
  ) {}

  addPlan(plan: KeptPlan, forgottenPlans: HistoryEntry['forgottenPlans']): void {
    this.planChanges = together(this.planChanges, { plans: [plan], forgottenPlans });
  }

  /** Times of which something could not be read. */
  get gaps(): readonly Gap[] {
    return [...this.history.gaps, ...this.ledger.unwritten.gaps];
  }

  /** Writes what there is; after what is being written. */
  write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeNow());
    return this.writing;
  }

  /** All cells of hours that begin from `fromMs` on and before `toMs`, epoch ms, what is not written yet included. */
  async cells(fromMs: number, toMs: number): Promise<{ readonly key: CellKey; readonly cell: Cell }[]> {
    await this.writing;
    const unwritten = [...this.ledger.unwritten.cells]
      .map(([text, cell]) => ({ key: keyOfText(text), cell: { ...cell } }))
      .filter(({ key: { hourMs } }) => hourMs >= hourOf(fromMs) && hourMs < toMs);
    return [...(await this.history.cells(hourOf(fromMs), toMs)), ...unwritten];
  }

  private async writeNow(): Promise<void> {
    // What was counted and how far was read are taken in one go: nothing is read in between.
    const [change, positions, planChanges] = [this.ledger.takeOut(), this.positions(), this.planChanges];
    this.planChanges = none;
    if (await this.history.write({ ...change, positions, ...planChanges })) return;
    this.ledger.putBack(change);
    this.planChanges = together(planChanges, this.planChanges);
  }
}
