import type { FunctionShape } from '@harmonybatch/model';
import { NoLongerWanted } from '@harmonybatch/ports';
import type { KeeperPorts, KeeperView } from './keeper-ports';
import { makeReady, type WantedFunction } from './ready-functions';
import type { ReplannerConfig } from './replanner-config';

/** What is lost and why it is not there yet, for people. */
interface Loss {
  readonly model: string;
  why: string;
}

export interface LostFunctionsView extends Pick<KeeperView, 'leads' | 'onLost' | 'onFound'> {
  /** Whether a plan in force names it. */
  readonly isInForce: (model: string, functionName: string) => boolean;
  /** Whether batches of an earlier plan may still be sent to it. */
  readonly isDraining: (functionName: string) => boolean;
  /** What the function was; undefined where it is unknown. */
  readonly wanted: (model: string, functionName: string, shape?: FunctionShape) => WantedFunction | undefined;
}

/** Reasons that are reported at a time. */
const mostReasons = 3;

/** Functions that no longer exist on the platform although batches are sent to them: each is recreated until it exists. */
export class LostFunctions {
  private readonly remaking = new Set<string>();
  private readonly losses = new Map<string, Loss>();

  constructor(
    private readonly ports: KeeperPorts,
    private readonly view: LostFunctionsView,
    private readonly config: ReplannerConfig,
  ) {}

  /** The platform has no such function. */
  gone(model: string, functionName: string, shape?: FunctionShape): void {
    if (this.remaking.has(functionName) || !this.isNeeded(model, functionName)) return;
    const wanted = this.view.wanted(model, functionName, shape);
    if (wanted === undefined) return this.tellUnknown(model, functionName);
    this.remaking.add(functionName);
    this.losses.set(functionName, { model, why: 'it is being recreated' });
    this.ports.events.fault('a function no longer exists on the platform; recreating it', undefined, {
      functionName,
      model,
    });
    void this.remake(model, wanted, this.config.retryMs.first);
  }

  /** Which functions of plans in force are not there, in words. */
  reasons(): string[] {
    return [...this.losses]
      .filter(([name, { model }]) => this.view.isInForce(model, name))
      .slice(0, mostReasons)
      .map(([name, { model, why }]) => `function ${name} of ${model} no longer exists on the platform: ${why}`);
  }

  /** Another replica leads. */
  clear(): void {
    this.losses.clear();
  }

  private isNeeded(model: string, functionName: string): boolean {
    const { leads, isInForce, isDraining } = this.view;
    return leads() && (isInForce(model, functionName) || isDraining(functionName));
  }

  private tellUnknown(model: string, functionName: string): void {
    this.ports.events.fault(
      'a function no longer exists on the platform, and no known version of its model matches it; a new plan is needed',
      undefined,
      { functionName, model },
    );
  }

  private async remake(model: string, wanted: WantedFunction, retryMs: number): Promise<void> {
    const { events, platform, clock } = this.ports;
    const functionName = wanted.spec.name;
    try {
      await makeReady(platform, [wanted], () => this.isNeeded(model, functionName));
      events.counted('functions_remade');
      events.noted('a function was recreated', { functionName, model });
      if (this.view.isInForce(model, functionName)) this.view.onFound(model);
    } catch (error) {
      if (!(error instanceof NoLongerWanted)) return this.tryAgain(model, wanted, error, retryMs);
    }
    this.losses.delete(functionName);
    // Reports from before it was recreated still come for a while.
    clock.after(this.config.retryMs.first, () => void this.remaking.delete(functionName));
  }

  private tryAgain(model: string, wanted: WantedFunction, error: unknown, retryMs: number): void {
    const functionName = wanted.spec.name;
    this.ports.events.fault('a function could not be recreated; retrying', error, { functionName, model });
    const why = error instanceof Error ? error.message : String(error);
    this.losses.set(functionName, { model, why: `recreating it failed: ${why}` });
    if (this.view.isInForce(model, functionName)) this.view.onLost(model, error, retryMs);
    this.ports.clock.after(retryMs, () => {
      if (this.isNeeded(model, functionName)) {
        return void this.remake(model, wanted, Math.min(2 * retryMs, this.config.retryMs.most));
      }
      this.remaking.delete(functionName);
      this.losses.delete(functionName);
    });
  }
}
