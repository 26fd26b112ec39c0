import type { ModelProfiled } from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';
import { functionNameOf } from '../drafts/content-names';
import { functionOf, type DesiredFunction } from './desired-functions';
import type { ReplannerOptions } from '../replanner-options';

/** Functions as they were made ready: a plan that is replaced is forgotten, yet its batches still come. */
export class PreparedFunctions {
  private readonly functions = new Map<string, DesiredFunction>();

  /** @param statesOf the model in every state that is known of it */
  constructor(
    private readonly statesOf: (model: string) => readonly ModelProfiled[],
    private readonly options: ReplannerOptions,
  ) {}

  remember(functions: readonly DesiredFunction[]): void {
    for (const wanted of functions) this.functions.set(wanted.spec.name, wanted);
  }

  has(name: string, model: string, shape?: FunctionShape): boolean {
    return this.get(name, model, shape) !== undefined;
  }

  /** The function as it was made, or, a name being a hash of model and shape, as a known state of the model would make it. */
  get(name: string, model: string, shape?: FunctionShape): DesiredFunction | undefined {
    return this.functions.get(name) ?? this.derived(name, model, shape);
  }

  retainOnly(isKept: (name: string) => boolean): void {
    for (const name of this.functions.keys()) if (!isKept(name)) this.functions.delete(name);
  }

  clear(): void {
    this.functions.clear();
  }

  /** No plan says how many instances are to be kept ready for it: none. */
  private derived(name: string, model: string, shape: FunctionShape | undefined): DesiredFunction | undefined {
    if (shape === undefined) return undefined;
    const { functionPrefix } = this.options;
    const state = this.statesOf(model).find((one) => functionNameOf(functionPrefix, one, shape) === name);
    return state && functionOf(name, shape, 0, state, this.options);
  }
}
