import type { FunctionShape } from '@harmonybatch/model';
import { type DeployedFunction, FunctionRefusedError, NoLongerWantedError } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import type { ReconcilerPorts, ReconcilerView } from './reconciler-ports';
import { ensureFunctions, type DesiredFunction } from './desired-functions';
import type { ReplannerOptions } from '../replanner-options';

/** What is wrong with a function, and why it is not mended yet, for people. */
interface Loss {
  readonly model: string;
  readonly what: string;
  why: string;
}

/** What the platform says of a function: nothing, where it has none of that name. */
type Found = Pick<DeployedFunction, 'state' | 'reason'> | undefined;

export interface LostFunctionsView extends Pick<ReconcilerView, 'isLeader' | 'onLost' | 'onFound'> {
  /** Whether a plan in force names it. */
  readonly isInForce: (model: string, functionName: string) => boolean;
  /** Whether batches of an earlier plan may still be sent to it. */
  readonly isDraining: (functionName: string) => boolean;
  /** What the function was; undefined where it is unknown. */
  readonly desired: (model: string, functionName: string, shape?: FunctionShape) => DesiredFunction | undefined;
}

/** Reasons that are reported at a time. */
const maxReasons = 3;

/**
 * Functions that are not there, or not as they can be called, although batches are sent to them: each is recreated until
 * it is ready.
 */
export class LostFunctions {
  private readonly recreating = new Set<string>();
  private readonly losses = new Map<string, Loss>();

  constructor(
    private readonly ports: ReconcilerPorts,
    private readonly view: LostFunctionsView,
    private readonly options: ReplannerOptions,
  ) {}

  /** The platform has no such function. */
  onFunctionGone(model: string, functionName: string, shape?: FunctionShape): void {
    this.mend(model, functionName, undefined, shape);
  }

  /** It is there and cannot be called. */
  onFunctionBroken(model: string, { name, state, reason }: DeployedFunction): void {
    this.mend(model, name, { state, reason });
  }

  /** The platform has it and it can be called: one that was left alone may have been mended by somebody. */
  onFunctionThere(model: string, functionName: string): void {
    if (this.recreating.has(functionName) || !this.losses.delete(functionName)) return;
    this.ports.events.info('a function can be called again', { functionName, model });
    this.view.onFound(model);
  }

  private mend(model: string, functionName: string, found: Found, shape?: FunctionShape): void {
    if (this.recreating.has(functionName) || !this.isNeeded(model, functionName)) return;
    const wanted = this.view.desired(model, functionName, shape);
    if (wanted === undefined) return this.reportUnknown(model, functionName);
    const what = inWords(found);
    if (this.options.provisioning !== 'apply') return this.leave(model, functionName, what, found);
    this.recreating.add(functionName);
    this.losses.set(functionName, { model, what, why: 'it is being recreated' });
    this.ports.events.error(`a function ${what}; recreating it`, undefined, {
      functionName,
      model,
      platformSays: found?.reason,
    });
    void this.recreate(model, wanted, this.options.retryMs.initial);
  }

  /** Functions are not touched: what is wrong is said, once. */
  private leave(model: string, functionName: string, what: string, found: Found): void {
    if (this.losses.get(functionName)?.what === what) return;
    const why = 'the planner makes no functions';
    this.losses.set(functionName, { model, what, why });
    const message = `a function ${what}, and the planner makes none`;
    this.ports.events.error(message, undefined, { functionName, model, platformSays: found?.reason });
    if (this.view.isInForce(model, functionName))
      this.view.onLost(model, new Error(`${functionName}: ${message}`), this.options.retryMs.max);
  }

  /** Which functions of plans in force are not there, in words. */
  notReadyReasons(): string[] {
    return [...this.losses]
      .filter(([name, { model }]) => this.view.isInForce(model, name))
      .slice(0, maxReasons)
      .map(([name, { model, what, why }]) => `function ${name} of ${model} ${what}: ${why}`);
  }

  /** Another replica leads. */
  clear(): void {
    this.losses.clear();
  }

  private isNeeded(model: string, functionName: string): boolean {
    const { isLeader, isInForce, isDraining } = this.view;
    return isLeader() && (isInForce(model, functionName) || isDraining(functionName));
  }

  private reportUnknown(model: string, functionName: string): void {
    this.ports.events.error(
      'a function no longer exists on the platform, and no known version of its model matches it; a new plan is needed',
      undefined,
      { functionName, model },
    );
  }

  private async recreate(model: string, wanted: DesiredFunction, retryMs: number): Promise<void> {
    const { events, platform, clock } = this.ports;
    const functionName = wanted.spec.name;
    try {
      await ensureFunctions(platform, [wanted], () => this.isNeeded(model, functionName));
      events.count(plannerMetrics.functionsRemade, { model });
      events.info('a function was recreated', { functionName, model });
      if (this.view.isInForce(model, functionName)) this.view.onFound(model);
    } catch (error) {
      if (!(error instanceof NoLongerWantedError)) return this.retry(model, wanted, error, retryMs);
    }
    this.losses.delete(functionName);
    // Reports from before it was recreated still come for a while.
    clock.after(this.options.retryMs.initial, () => void this.recreating.delete(functionName));
  }

  /** What the platform will not have at all is asked for again at the slowest pace. */
  private retry(model: string, wanted: DesiredFunction, error: unknown, retryMs: number): void {
    const functionName = wanted.spec.name;
    const longestMs = this.options.retryMs.max;
    const waitMs = error instanceof FunctionRefusedError ? longestMs : retryMs;
    this.keepReason(model, functionName, error);
    if (this.view.isInForce(model, functionName)) this.view.onLost(model, error, waitMs);
    this.ports.clock.after(waitMs, () => {
      if (this.isNeeded(model, functionName)) {
        return void this.recreate(model, wanted, Math.min(2 * waitMs, longestMs));
      }
      this.recreating.delete(functionName);
      this.losses.delete(functionName);
    });
  }

  /** Logged once, however often it fails with the same. */
  private keepReason(model: string, functionName: string, error: unknown): void {
    const why = `recreating it failed: ${error instanceof Error ? error.message : String(error)}`;
    const known = this.losses.get(functionName);
    if (known?.why === why) return;
    this.ports.events.error('a function could not be recreated; retrying', error, { functionName, model });
    this.losses.set(functionName, { model, what: known?.what ?? inWords(undefined), why });
  }
}

const broken = {
  failed: 'has failed on the platform',
  inactive: 'was put away by the platform after a long time without work',
  disabled: 'was forbidden to be called on the platform',
  pending: 'is not ready on the platform yet',
  ready: 'could not be called on the platform',
} as const;

/** What is wrong with a function; a report of a batch does not say whether it is not there or cannot be called. */
const inWords = (found: Found): string =>
  found === undefined ? 'no longer exists on the platform, or cannot be called' : broken[found.state];
