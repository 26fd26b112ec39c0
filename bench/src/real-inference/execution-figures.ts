import type { BatchExecuted, ModelProfiled } from '@harmonybatch/contracts';
import { curveSeconds, type CpuCurve } from '@harmonybatch/model';
import { summarise } from '@harmonybatch/traffic';

/** Executions of one size of batch on one size of function: what the profile says of them beside what was seen. */
export interface ExecutionFigures {
  readonly model: string;
  readonly vcpu: number;
  readonly batchSize: number;
  readonly runs: number;
  readonly meanMs: Pair;
  readonly p95Ms: Pair;
  readonly p99Ms: Pair;
}

export interface Pair {
  /** By the profile as it is registered; null where it has no such curve. */
  readonly predicted: number | null;
  readonly observed: number;
}

const msPerSecond = 1000;

/** The platform counts milliseconds begun: the middle of one is taken, as profiling does. */
const msOf = ({ platformDurationMs, latencyMs }: BatchExecuted): number =>
  platformDurationMs === undefined ? latencyMs : Math.max(0.5, platformDurationMs - 0.5);

/** In order of model, function and batch. Executions that failed are left out. */
export function executionFigures(
  executions: readonly BatchExecuted[],
  models: ReadonlyMap<string, ModelProfiled>,
): ExecutionFigures[] {
  const groups = new Map<string, BatchExecuted[]>();
  for (const execution of executions) {
    if (execution.status !== 'ok') continue;
    const key = JSON.stringify([execution.model, execution.function.vcpu, execution.size]);
    groups.set(key, [...(groups.get(key) ?? []), execution]);
  }
  return [...groups.values()].map((group) => figuresOf(group, models)).sort(inOrder);
}

function figuresOf(group: readonly BatchExecuted[], models: ReadonlyMap<string, ModelProfiled>): ExecutionFigures {
  const { model, function: shape, size } = group[0]!;
  const cpu = models.get(model)?.profile.cpu;
  const p95 = cpu?.quantiles?.find(({ share }) => share === 0.95)?.curves;
  const observed = summarise(group.map(msOf))!;
  const pair = (curves: readonly CpuCurve[] | undefined, seen: number): Pair => {
    const curve = curves?.[size - 1];
    return { predicted: curve === undefined ? null : curveSeconds(curve, shape.vcpu) * msPerSecond, observed: seen };
  };
  return {
    model,
    vcpu: shape.vcpu,
    batchSize: size,
    runs: group.length,
    meanMs: pair(cpu?.avg, observed.mean),
    p95Ms: pair(p95, observed.p95),
    p99Ms: pair(cpu?.max, observed.p99),
  };
}

const inOrder = (one: ExecutionFigures, other: ExecutionFigures): number =>
  one.model.localeCompare(other.model) || one.vcpu - other.vcpu || one.batchSize - other.batchSize;
