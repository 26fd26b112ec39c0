import { modelVersionOf, type ModelProfiled, type PlanPublished, type PlanReason } from '@harmonybatch/contracts';
import { NoLongerWantedError, type Timer } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { chosenPlan } from './drafts/chosen-plan';
import { haveEqualGroups, haveSameGroups } from './drafts/equal-groups';
import type { PlanningTask } from './drafts/plan-maker';
import { repricedPlan } from './drafts/repriced-plan';
import { KnownModel } from './known-model';
import type { ModelPlannerContext } from './model-planner-context';
import { ModelPin } from './pins/model-pin';
import { PlanningProgressReporter, type PlannedModel } from './planning-progress-reporter';
import { PlanWriter } from './plan-writer';
import { PlanningRetries } from './planning-retries';
import { FunctionLooks } from './proposals/function-looks';
import { functionChanges } from './proposals/function-changes';
import { ModelProposal, type Proposal } from './proposals/model-proposal';
import { needBesideProposal, type NeedBesideProposal } from './proposals/need-beside-proposal';
import { proposalInWords } from './proposals/proposal-words';
import { QuotaRefusedError } from './quota/learnt-quota';
import { ModelQuota } from './quota/model-quota';
import { DeployedVersions } from './versions/deployed-versions';
import { VersionBefore } from './versions/version-before';

/** What is answered by a plan. */
type NeedOfPlan = Exclude<NeedBesideProposal, 'withdraw' | 'drop' | null>;

/** Rates are not looked at again before so many times the last planning have passed: a large model is not planned all the time. */
const planningRestFactor = 5;
/** Drafts whose functions are not ready by then give way to a newer state of the model, ms. */
const maxPreparingMs = 20_000;

/** Keeps the plan of one model right for its apps and their rates, from when this replica begins to lead until it is stopped. */
export class ModelPlanner {
  /** When the plan was last made or found right as it is, epoch ms; undefined where it never was. */
  consideredAtMs: number | undefined;
  private requested = false;
  /** When the last plan was made and how long that took, monotonic ms. */
  private planned = { atMs: -Infinity, tookMs: 0 };
  private readonly known: KnownModel;
  private readonly before: VersionBefore;
  private readonly versions: DeployedVersions;
  private readonly quota: ModelQuota;
  private readonly retries: PlanningRetries;
  private readonly proposal: ModelProposal;
  private readonly looks: FunctionLooks;
  /** Another plan than the one in force was wanted and is not in force yet. */
  private pending = false;
  private timer: Timer | null = null;
  private busy = false;
  private rerun = false;
  private stopped = false;
  private readonly writer: PlanWriter;
  /** Whether this replica still leads, since this planner was begun. */
  private readonly isLeader = (): boolean => !this.stopped && this.context.isLeader();

  constructor(
    private readonly model: string,
    private readonly context: ModelPlannerContext,
  ) {
    this.known = new KnownModel(model, context, () => context.models.get(model), new ModelPin(model, context));
    this.versions = new DeployedVersions(model, context, this.isLeader);
    this.quota = new ModelQuota(model, context, () => this.consider());
    this.before = new VersionBefore(model, context, {
      make: (task) => this.made(task),
      needsApproval: (plan) => this.needsApproval(plan),
      prepare: (plan, task) => this.prepare(plan, task),
      quota: this.quota,
    });
    this.retries = new PlanningRetries(model, context);
    this.proposal = new ModelProposal(model, context, this.isLeader);
    this.looks = new FunctionLooks(context, () => this.consider());
    this.writer = new PlanWriter(model, context, this.isLeader);
  }

  /** Looks at the model soon: changes that come together are planned together. */
  consider(delayMs = this.context.config.debounceMs): void {
    if (this.busy) this.rerun = true;
    if (this.busy || this.timer !== null) return;
    this.timer = this.context.clock.after(delayMs, () => {
      this.timer = null;
      void this.evaluate();
    });
  }

  /** Somebody asked for a plan now. */
  onPlanRequested(): void {
    this.requested = true;
    this.consider();
  }

  /** Plans no more; what is under way is not published. */
  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
    this.quota.stop();
    this.looks.stop();
  }

  /** Reports how a plan comes along that is made for `reason`, or that is in force already. */
  watch(reason: PlannedModel['reason']): PlanningProgressReporter {
    const registered = this.context.models.get(this.model);
    return new PlanningProgressReporter(this.context, {
      model: this.model,
      modelVersion: registered === undefined ? '' : modelVersionOf(registered),
      reason,
      apps: this.known.apps.length,
    });
  }

  private async evaluate(): Promise<void> {
    this.busy = true;
    this.rerun = false;
    if (this.context.config.provisioning === 'apply') await this.before.follow(this.requested);
    const need = this.need();
    const retryInMs = need === null ? null : await this.fulfil(need);
    if (need === null) this.onNothingNeeded();
    if (retryInMs === null) this.consideredAtMs = this.context.clock.nowMs();
    this.busy = false;
    if (!this.isLeader()) return;
    if (retryInMs !== null) this.consider(retryInMs);
    else if (this.rerun) this.consider();
  }

  private need(): NeedBesideProposal {
    const { config, clock } = this.context;
    const { atMs, tookMs } = this.planned;
    const restMs = Math.max(config.minReplanIntervalMs, planningRestFactor * tookMs);
    const asked = {
      requested: this.requested,
      mayFollow: clock.monotonicMs() - atMs >= restMs,
      mayAskForMore: this.quota.learnt.restsForMs === 0,
    };
    const { outstanding: proposal } = this.proposal;
    if (proposal === undefined) return this.known.need(asked);
    const isForApproval = proposal.awaits === 'approval';
    const stillWaits = isForApproval ? config.approval === 'required' : config.provisioning !== 'apply';
    const isApproved = isForApproval && this.proposal.isApproved(proposal.plan);
    const mayLook = !isForApproval && this.looks.isDue;
    const need = needBesideProposal({ proposal, stillWaits, isApproved, mayLook }, this.known, asked);
    return need === 'reprice' && this.context.modelInForce(this.model) === undefined ? null : need;
  }

  /** What was wanted before is not wanted any more: the plan in force is right as it is. */
  private onNothingNeeded(): void {
    this.retries.onNothingNeeded();
    if (!this.pending || this.proposal.outstanding !== undefined) return;
    this.pending = false;
    if (this.known.inForce !== undefined) this.watch(null).inForce();
    else this.context.progress.end(this.model);
  }

  /** @returns after which time to look again because it failed, ms; null where it did not. */
  private async fulfil(need: NonNullable<NeedBesideProposal>): Promise<number | null> {
    const watch = need === 'withdraw' || need === 'drop' ? null : this.watch(this.reasonOf(need));
    this.pending = true;
    try {
      if (need === 'withdraw') await this.writer.withdraw();
      if (need === 'withdraw' || need === 'drop' || watch === null) await this.proposal.withdraw();
      else await this.replan(need, watch);
      this.retries.onDone();
      if (need === 'drop') this.onNothingNeeded();
      this.pending = this.proposal.outstanding !== undefined;
      return null;
    } catch (error) {
      return this.onFailed(error, watch);
    } finally {
      watch?.stop();
    }
  }

  private onFailed(error: unknown, watch: PlanningProgressReporter | null): number | null {
    if (!this.isLeader()) return null;
    if (error instanceof NoLongerWantedError) return 0;
    if (error instanceof QuotaRefusedError) return this.context.config.retryMs.initial;
    const { successor } = this.before;
    if (successor !== undefined) this.before.onFailed(successor);
    const retryInMs = this.retries.onFailed(error, successor);
    watch?.failed(error, retryInMs);
    return retryInMs;
  }

  private reasonOf(need: NeedOfPlan): PlanReason {
    if (need === 'approved' || need === 'look') return this.proposal.outstanding!.plan.reason;
    return need === 'reprice' ? 'rate' : need;
  }

  private async replan(need: NeedOfPlan, watch: PlanningProgressReporter): Promise<void> {
    const { clock } = this.context;
    const startMs = clock.monotonicMs();
    if (need === 'functions') this.quota.learnt.askForMore();
    const task = this.task(need);
    const plan = await this.planFor(need, task);
    if (need !== 'look') this.planned = { atMs: clock.monotonicMs(), tookMs: clock.monotonicMs() - startMs };
    if (!this.isLeader() || plan === null) return;
    const proposal = await this.proposalOf(plan, task);
    if (proposal !== null) return need === 'reprice' ? undefined : this.propose(proposal, watch);
    watch.preparing();
    if ((await this.prepare(plan, task)) && need !== 'reprice') watch.inForce();
  }

  /** @returns null where the plan in force cannot be had at other rates */
  private async planFor(need: NeedOfPlan, task: PlanningTask): Promise<PlanPublished | null> {
    if (need === 'pinned') return this.known.pinned ?? this.made(task);
    if (need === 'reprice') return repricedPlan(this.known.inForce!, task);
    if (need !== 'approved' && need !== 'look') return this.made(task);
    const { plan } = this.proposal.outstanding!;
    return repricedPlan(plan, task) ?? plan;
  }

  private task(need: NeedOfPlan): PlanningTask {
    const stands = (need === 'reprice' ? undefined : this.proposal.outstanding?.plan) ?? this.known.inForce;
    const known = need === 'reprice' ? this.before.known : this.known;
    return known.task(this.reasonOf(need), (version, inForce) => this.quota.learnt.room(version, inForce), stands);
  }

  /** What the plan has to wait for before its functions are made ready and it comes into force; null where for nothing. */
  private async proposalOf(plan: PlanPublished, { model }: PlanningTask): Promise<Proposal | null> {
    const { keeper, config } = this.context;
    const { inForce } = this.known;
    if (this.needsApproval(plan))
      return {
        plan,
        awaits: 'approval',
        changes: functionChanges(inForce, plan),
        obstacles: [],
        inForce,
        unkept: this.known.unkeptPromises(),
      };
    if (config.provisioning === 'apply') return null;
    const { changes, obstacles, areUnmet } = await keeper.needsOf(plan, model);
    if (!areUnmet) return null;
    return { plan, awaits: 'functions', changes, obstacles, inForce, unkept: this.known.unkeptPromises() };
  }

  /** Other rates, prices and instances of the same groups need none, nor does what somebody chose himself. */
  private needsApproval(plan: PlanPublished): boolean {
    if (this.context.config.approval === 'automatic' || plan.reason === 'pinned') return false;
    return !haveSameGroups(plan, this.known.inForce) && !this.proposal.isApproved(plan);
  }

  private async propose(proposal: Proposal, watch: PlanningProgressReporter): Promise<void> {
    await this.proposal.propose(proposal);
    this.requested = false;
    if (proposal.awaits === 'functions') this.looks.next();
    const { outstanding } = this.proposal;
    if (this.isLeader() && outstanding !== undefined) watch.proposed(proposalInWords(outstanding));
  }

  /** @returns whether this replica put the plan in force */
  private prepare(plan: PlanPublished, task: PlanningTask): Promise<boolean> {
    const { clock, keeper } = this.context;
    const endMs = clock.monotonicMs() + maxPreparingMs;
    const stillWanted = (): boolean => this.isLeader() && !(this.rerun && clock.monotonicMs() > endMs);
    return keeper.prepare({
      plan,
      model: task.model,
      stillWanted,
      without: (missing) => this.quota.planWithout(missing, plan, this.known.inForce, task),
      putInForce: (ready) => this.publish(ready, task.model),
    });
  }

  private async made(task: PlanningTask): Promise<PlanPublished> {
    const made = await this.context.planMaker.make(task);
    const plan = chosenPlan(made, task);
    if (plan !== made.draft) this.context.events.count(plannerMetrics.kept, { model: this.model });
    return plan;
  }

  /** A plan that had to keep to the platform's limits and has come out the same as before needs no other record. */
  private async publish(plan: PlanPublished, model: ModelProfiled): Promise<boolean> {
    const before = this.known.inForce;
    const isKept = plan.reason === 'functions' && this.isAsGood(before, plan);
    if (!isKept) await this.versions.note(model);
    const isPublished = isKept || (await this.writer.publish(plan));
    if (!isPublished) return false;
    this.requested = false;
    this.quota.onInForce(plan, before);
    if (!haveSameGroups(plan, before)) await this.proposal.withdraw();
    return true;
  }

  private isAsGood(before: PlanPublished | undefined, plan: PlanPublished): boolean {
    if (before === undefined || before.missing !== undefined || !haveEqualGroups(plan, before)) return false;
    if (before.instanceLimits?.cpu !== plan.instanceLimits?.cpu) return false;
    if (before.instanceLimits?.gpu !== plan.instanceLimits?.gpu) return false;
    return !this.known.haveRatesMoved(before);
  }
}
