import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import type { IsStillWanted } from '@harmonybatch/ports';
import type { MissingFunctions } from '../drafts/groups-without';
import type { ReplannerOptions } from '../replanner-options';
import { ensureFunctions, failuresOfEnsuring, functionsOf, type DesiredFunction } from './desired-functions';
import type { DraftFunctions } from './draft-functions';
import { MissingFunctionsError } from './missing-functions-error';
import type { PreparedFunctions } from './prepared-functions';
import type { ReconcilerPorts, ReconcilerView } from './reconciler-ports';
import type { RetiredFunctions } from './retired-functions';

/** A plan that is to come into force, and what is to be done with it. */
export interface Draft {
  readonly plan: PlanPublished;
  readonly model: ModelProfiled;
  readonly stillWanted: IsStillWanted;
  /** The part of the plan to have where these functions cannot be had; null where the plan in force is as good. */
  readonly without: (missing: MissingFunctions) => PlanPublished | null;
  /** @returns whether this replica put it in force */
  readonly putInForce: (plan: PlanPublished) => Promise<boolean>;
}

/** What there is of a draft. */
interface ReadyPart {
  readonly plan: PlanPublished;
  readonly missing: MissingFunctions;
}

export interface FunctionBooks {
  readonly drafted: DraftFunctions;
  readonly retired: RetiredFunctions;
  readonly prepared: PreparedFunctions;
}

/** Make before break: the functions of a draft are made ready before it, or the part of it that can be had, is put in force. */
export class DraftPreparation {
  constructor(
    private readonly ports: ReconcilerPorts,
    private readonly view: ReconcilerView,
    private readonly books: FunctionBooks,
    private readonly options: ReplannerOptions,
  ) {}

  /**
   * Makes a draft's functions ready and puts it in force. What was made for nothing is taken down at once: it costs money,
   * and its instances may be those that the next draft is refused for.
   * @returns whether this replica put it in force
   * @throws MissingFunctionsError where only a part of it could be had and is in force now
   */
  async run(draft: Draft): Promise<boolean> {
    const functions = functionsOf(draft.plan.groups, draft.model, this.options);
    const release = this.books.drafted.hold(functions.map(({ spec }) => spec.name));
    this.books.prepared.remember(functions);
    const ready = await this.ready(draft, functions).catch(async (error: unknown) => {
      release();
      await this.removeUnused(draft.plan);
      throw error;
    });
    const isPublished = await this.publish(ready.plan, draft.putInForce).finally(release);
    if (ready.missing.size === 0) return isPublished;
    await this.removeUnused(draft.plan);
    throw new MissingFunctionsError(ready.missing);
  }

  private async ready(draft: Draft, functions: readonly DesiredFunction[]): Promise<ReadyPart> {
    const { platform } = this.ports;
    await Promise.all(functions.map(({ spec }) => this.books.retired.removalEnded(spec.name)));
    const missing = await failuresOfEnsuring(platform, functions, draft.stillWanted);
    if (missing.size === 0) return { plan: draft.plan, missing };
    const part = draft.without(missing);
    if (part === null) throw [...missing.values()][0];
    const ensured = new Map(functions.map(({ spec, warmInstances }) => [spec.name, warmInstances]));
    const others = functionsOf(part.groups, draft.model, this.options).filter(
      ({ spec: { name }, warmInstances }) => !missing.has(name) && ensured.get(name) !== warmInstances,
    );
    await ensureFunctions(platform, others, draft.stillWanted);
    return { plan: part, missing };
  }

  /** A plan whose writing was not acknowledged may be in force all the same: its functions go only after a while. */
  private async publish(plan: PlanPublished, putInForce: Draft['putInForce']): Promise<boolean> {
    try {
      return await putInForce(plan);
    } catch (error) {
      for (const { functionName } of plan.groups)
        if (!this.view.plans.names(functionName)) this.books.retired.retireOrphan(functionName, this.view.maxWaitMs());
      throw error;
    }
  }

  /** Takes down what the draft needed alone, and gives what is in force the instances of its plan again. */
  private async removeUnused({ model, groups }: PlanPublished): Promise<void> {
    const { isLeader, plans } = this.view;
    const { drafted, retired } = this.books;
    if (!isLeader()) return;
    for (const { functionName } of groups)
      if (!drafted.has(functionName) && !plans.names(functionName)) retired.retireDraft(functionName);
    await retired.sweep();
    await this.restoreInstances(model, groups);
  }

  private async restoreInstances(modelName: string, groups: PlanPublished['groups']): Promise<void> {
    const { plans, modelInForce, isLeader } = this.view;
    const drafted = new Map(groups.map(({ functionName, warmInstances }) => [functionName, warmInstances]));
    const changed = (plans.of(modelName)?.groups ?? []).filter(
      ({ functionName, warmInstances }) => (drafted.get(functionName) ?? warmInstances) !== warmInstances,
    );
    const model = modelInForce(modelName);
    if (model === undefined || changed.length === 0) return;
    await ensureFunctions(this.ports.platform, functionsOf(changed, model, this.options), isLeader).catch(
      (error: unknown) => this.ports.events.error('warm instances of an active function could not be restored', error),
    );
  }
}
