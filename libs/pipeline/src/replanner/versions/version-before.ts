import { modelVersionOf, type PlanPublished } from '@harmonybatch/contracts';
import { NoLongerWantedError } from '@harmonybatch/ports';
import type { PlanningTask } from '../drafts/plan-maker';
import { repricedPlan } from '../drafts/repriced-plan';
import { KnownModel } from '../known-model';
import type { ModelPlannerContext } from '../model-planner-context';
import { QuotaRefusedError } from '../quota/learnt-quota';
import type { ModelQuota } from '../quota/model-quota';

/** What the planner of the model does with plans of whatever version. */
export interface VersionPlanning {
  readonly make: (task: PlanningTask) => Promise<PlanPublished>;
  readonly needsApproval: (plan: PlanPublished) => boolean;
  /** Makes its functions ready and puts it in force. */
  readonly prepare: (plan: PlanPublished, task: PlanningTask) => Promise<boolean>;
  readonly quota: ModelQuota;
}

/** The version of a model whose plan is in force while the registered one fails: it goes on following apps and rates. */
export class VersionBefore {
  readonly known: KnownModel;
  /** The registered version that failed last. */
  private failed: string | null = null;
  private followedAtMs = -Infinity;
  /** What following failed with last; null where it did not. */
  private fault: string | null = null;

  constructor(
    private readonly model: string,
    private readonly context: ModelPlannerContext,
    private readonly planning: VersionPlanning,
  ) {
    this.known = new KnownModel(model, context, () => context.modelInForce(model));
  }

  /** The registered version where a plan of another one is in force, which it is to take over from. */
  get successor(): string | undefined {
    const registered = this.context.models.get(this.model);
    const { inForce } = this.known;
    if (registered === undefined || inForce === undefined) return undefined;
    const version = modelVersionOf(registered);
    return version === inForce.modelVersion ? undefined : version;
  }

  /** The registered version cannot take over for now. */
  onFailed(successor: string): void {
    this.failed = successor;
  }

  /** Makes the plan that the version in force needs, where the registered one failed. */
  async follow(requested: boolean): Promise<void> {
    const { successor } = this;
    if (successor === undefined || successor !== this.failed || this.context.modelInForce(this.model) === undefined)
      return;
    try {
      await this.replan(requested);
      this.fault = null;
    } catch (error) {
      this.report(error);
    }
  }

  private async replan(requested: boolean): Promise<void> {
    const { clock, config } = this.context;
    const { quota, make, needsApproval, prepare } = this.planning;
    const mayFollow = clock.monotonicMs() - this.followedAtMs >= config.minReplanIntervalMs;
    const need = this.known.need({ requested, mayFollow, mayAskForMore: false });
    if (need === null || need === 'withdraw') return;
    this.followedAtMs = clock.monotonicMs();
    const task = this.known.task(need, (version, inForce) => quota.learnt.room(version, inForce));
    const made = await make(task);
    const plan = needsApproval(made) ? repricedPlan(this.known.inForce!, task) : made;
    if (plan !== null) await prepare(plan, task);
  }

  /** What fails again and again in the same way is logged once. */
  private report(error: unknown): void {
    if (error instanceof NoLongerWantedError || error instanceof QuotaRefusedError) return;
    const fault = error instanceof Error ? error.message : String(error);
    if (fault !== this.fault)
      this.context.events.error('a plan of the version that serves on could not be put in force', error, {
        model: this.model,
      });
    this.fault = fault;
  }
}
