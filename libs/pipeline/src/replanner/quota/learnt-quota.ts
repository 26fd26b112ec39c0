import type { PlanPublished } from '@harmonybatch/contracts';
import {
  functionKinds,
  instancesAtOnce,
  limitsBeside,
  type FunctionKind,
  type InstanceRoom,
} from '@harmonybatch/planning';
import { FunctionRefusedError } from '@harmonybatch/ports';
import type { MissingFunctions } from '../drafts/groups-without';
import { LearntLimit } from './learnt-limit';

/** The plan asked for more instances than the platform gives; another one, within what it gives, is to be made. */
export class QuotaRefusedError extends Error {
  override readonly name = 'QuotaRefusedError';
}

/**
 * How many instances the platform keeps warm for a model. It says no more than that a function's were too many, so what it
 * gives is found by halving, and more is asked for now and then, for quotas grow.
 */
export class LearntQuota {
  private readonly limits: Readonly<Record<FunctionKind, LearntLimit>> = {
    cpu: new LearntLimit(),
    gpu: new LearntLimit(),
  };
  private askForMoreAtMs = -Infinity;
  private isAsking = false;

  /** @param restMs from one attempt to get more to the next */
  constructor(
    private readonly monotonicMs: () => number,
    private readonly restMs: number,
  ) {}

  /** What a plan of a state of the model may keep warm beside the one in force; undefined where the platform refused nothing. */
  room(modelVersion: string, inForce: PlanPublished | undefined): InstanceRoom | undefined {
    const { shared, apart } = heldBy(inForce, modelVersion);
    const limits = { cpu: this.limits.cpu.limit, gpu: this.limits.gpu.limit };
    if (limits.cpu === undefined && limits.gpu === undefined) return undefined;
    return { limits: limitsBeside(limits, apart), held: shared };
  }

  /**
   * Functions of a draft could not be had.
   * @returns whether a plan with fewer instances may be had: some were refused for them alone
   */
  onMissing(missing: MissingFunctions, draft: PlanPublished, inForce: PlanPublished | undefined): boolean {
    const refused = refusedKinds(missing, draft);
    const { shared, apart } = heldBy(inForce, draft.modelVersion);
    const counts = refused.map((kind) => ({
      kind,
      asked: instancesAtOnce(draft.groups, shared, kind) + instancesAtOnce([], apart, kind),
      there: instancesAtOnce([], [...shared, ...apart], kind),
    }));
    const useful = counts.filter(({ asked, there }) => asked > there);
    for (const { kind, asked, there } of useful) this.limits[kind].onRefused(asked, there);
    return useful.length > 0;
  }

  /** The plan made last has its functions. */
  onReady(): void {
    for (const kind of functionKinds) this.limits[kind].onGranted();
    this.askForMoreAtMs = this.monotonicMs() + this.restMs;
    this.isAsking = false;
  }

  /** How long to leave it at the plan in force, ms. */
  get restsForMs(): number {
    return Math.max(0, this.askForMoreAtMs - this.monotonicMs());
  }

  /** The plans made next are to ask for more, until one of them is ready. */
  askForMore(): void {
    if (this.isAsking) return;
    this.isAsking = true;
    for (const kind of functionKinds) this.limits[kind].tryMore();
  }
}

/** What is there until another plan is in force: functions of the same state of the model may be the same ones. */
function heldBy(
  inForce: PlanPublished | undefined,
  modelVersion: string,
): Readonly<Record<'shared' | 'apart', PlanPublished['groups']>> {
  const groups = inForce?.groups ?? [];
  return inForce?.modelVersion === modelVersion ? { shared: groups, apart: [] } : { shared: [], apart: groups };
}

function refusedKinds(missing: MissingFunctions, { groups }: PlanPublished): FunctionKind[] {
  const refused = [...missing].flatMap(([name, error]) =>
    error instanceof FunctionRefusedError && error.reason === 'quota' ? [name] : [],
  );
  return functionKinds.filter((kind) =>
    groups.some((group) => group.function.type === kind && refused.includes(group.functionName)),
  );
}
