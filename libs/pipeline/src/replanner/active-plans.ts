import type { PlanPublished } from '@harmonybatch/contracts';
import type { Clock } from '@harmonybatch/ports';
import type { PlanBoard } from '../registry/plan-board';

/** A record of our own is read back from the log within this time; after that the log wins, ms. */
const maxReadBackMs = 10_000;

interface OwnPlan {
  readonly plan: PlanPublished | undefined;
  readonly atMs: number;
}

/**
 * The plans in force as a leader knows them: those of the log, in its order, and on top those that it wrote itself and
 * has not read yet.
 */
export class ActivePlans {
  private readonly own = new Map<string, OwnPlan>();

  constructor(
    private readonly board: PlanBoard,
    private readonly clock: Clock,
  ) {
    board.onChange((model) => this.onRead(model));
  }

  of(model: string): PlanPublished | undefined {
    const own = this.own.get(model);
    if (own !== undefined && this.clock.monotonicMs() - own.atMs < maxReadBackMs) return own.plan;
    return this.board.planOf(model)?.plan;
  }

  /** This replica wrote the plan, or that there is none. */
  onWritten(model: string, plan: PlanPublished | undefined): void {
    if (!isSame(this.board.planOf(model)?.plan, plan)) this.own.set(model, { plan, atMs: this.clock.monotonicMs() });
  }

  models(): Set<string> {
    return new Set([...this.board.models(), ...this.own.keys()]);
  }

  /** Whether a plan in force names the function. */
  names(functionName: string): boolean {
    return this.functionNames().has(functionName);
  }

  /** The functions that plans in force name, with the model of each. */
  functionNames(): Map<string, string> {
    const names = new Map<string, string>();
    for (const model of this.models())
      for (const { functionName } of this.of(model)?.groups ?? []) names.set(functionName, model);
    return names;
  }

  /** What was written in an earlier time of leading is read from the log. */
  clear(): void {
    this.own.clear();
  }

  private onRead(model: string): void {
    const own = this.own.get(model);
    if (own !== undefined && isSame(this.board.planOf(model)?.plan, own.plan)) this.own.delete(model);
  }
}

/** Plans are distinguished by when they were made, to a fraction of a millisecond, and by their groups. */
function isSame(one: PlanPublished | undefined, other: PlanPublished | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.plannedAtMs === other.plannedAtMs &&
    one.planningMs === other.planningMs &&
    one.reason === other.reason &&
    one.groups.length === other.groups.length &&
    one.groups.every(({ id }, index) => id === other.groups[index]!.id)
  );
}
