import type { FunctionShape } from '@harmonybatch/model';
import { functionKey } from '../pooled/function-key';

/** Most instances that may be kept warm of all functions of a kind; absent: as many as it takes. */
export interface InstanceLimits {
  readonly cpu?: number;
  readonly gpu?: number;
}

export type FunctionKind = keyof InstanceLimits;
export const functionKinds: readonly FunctionKind[] = ['cpu', 'gpu'];

/** A function with the instances that are kept warm of it. */
export interface WarmFunction {
  readonly function: FunctionShape;
  readonly warmInstances: number;
}

/** What a plan may keep warm. The plan before is there until the new one is in force: its functions count too. */
export interface InstanceRoom {
  readonly limits: InstanceLimits;
  readonly held: readonly WarmFunction[];
}

/** Instances by function: of groups that share one, and of plans that have one in common, the larger number. */
export function instancesByFunction(functions: readonly WarmFunction[], kind: FunctionKind): Map<string, number> {
  const instances = new Map<string, number>();
  for (const { function: shape, warmInstances } of functions) {
    const key = functionKey(shape);
    if (shape.type === kind) instances.set(key, Math.max(instances.get(key) ?? 0, warmInstances));
  }
  return instances;
}

/** Instances of a kind that are warm while a plan takes over from what is held. */
export const instancesAtOnce = (
  functions: readonly WarmFunction[],
  held: readonly WarmFunction[],
  kind: FunctionKind,
): number => [...instancesByFunction([...functions, ...held], kind).values()].reduce((sum, count) => sum + count, 0);

/** What is left of limits beside functions that take their part. */
export const limitsBeside = (limits: InstanceLimits, functions: readonly WarmFunction[]): InstanceLimits =>
  Object.fromEntries(
    functionKinds.flatMap((kind) => {
      const limit = limits[kind];
      return limit === undefined ? [] : [[kind, Math.max(0, limit - instancesAtOnce(functions, [], kind))]];
    }),
  );

/** The kinds of which a plan needs more instances than there are. */
export const kindsOver = (limits: InstanceLimits, functions: readonly WarmFunction[]): FunctionKind[] =>
  functionKinds.filter((kind) => instancesAtOnce(functions, [], kind) > (limits[kind] ?? Infinity));
