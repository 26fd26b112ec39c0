import type { FunctionShape } from '@harmonybatch/model';
import { NoLongerWantedError } from '@harmonybatch/ports';
import type { ReconcilerPorts, ReconcilerView } from './reconciler-ports';
import { ensureFunctions, type DesiredFunction } from './desired-functions';
import type { ReplannerOptions } from './replanner-options';

/** What is lost and why it is not there yet, for people. */
interface Loss {
  readonly model: string;
  why: string;
}

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

/** Functions that no longer exist on the platform although batches are sent to them: each is recreated until it exists. */
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
    if (this.recreating.has(functionName) || !this.isNeeded(model, functionName)) return;
    const wanted = this.view.desired(model, functionName, shape);
    if (wanted === undefined) return this.reportUnknown(model, functionName);
    this.recreating.add(functionName);
    this.losses.set(functionName, { model, why: 'it is being recreated' });
    this.ports.events.error('a function no longer exists on the platform; recreating it', undefined, {
      functionName,
      model,
    });
    void this.recreate(model, wanted, this.options.retryMs.initial);
  }

  /** Which functions of plans in force are not there, in words. */
  notReadyReasons(): string[] {
    return [...this.losses]
      .filter(([name, { model }]) => this.view.isInForce(model, name))
      .slice(0, maxReasons)
      .map(([name, { model, why }]) => `function ${name} of ${model} no longer exists on the platform: ${why}`);
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
      events.count('functions_remade');
      events.info('a function was recreated', { functionName, model });
      if (this.view.isInForce(model, functionName)) this.view.onFound(model);
    } catch (error) {
      if (!(error instanceof NoLongerWantedError)) return this.retry(model, wanted, error, retryMs);
    }
    this.losses.delete(functionName);
    // Reports from before it was recreated still come for a while.
    clock.after(this.options.retryMs.initial, () => void this.recreating.delete(functionName));
  }

  private retry(model: string, wanted: DesiredFunction, error: unknown, retryMs: number): void {
    const functionName = wanted.spec.name;
    this.ports.events.error('a function could not be recreated; retrying', error, { functionName, model });
    const why = error instanceof Error ? error.message : String(error);
    this.losses.set(functionName, { model, why: `recreating it failed: ${why}` });
    if (this.view.isInForce(model, functionName)) this.view.onLost(model, error, retryMs);
    this.ports.clock.after(retryMs, () => {
      if (this.isNeeded(model, functionName)) {
        return void this.recreate(model, wanted, Math.min(2 * retryMs, this.options.retryMs.max));
      }
      this.recreating.delete(functionName);
      this.losses.delete(functionName);
    });
  }
}
