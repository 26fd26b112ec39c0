import { Injectable } from '@nestjs/common';
import type { FunctionList, FunctionRow, Sum, Window } from '@harmonybatch/console-api';
import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { CalibrationRegistry, ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { Clock } from '@harmonybatch/ports';
import { functionInWords } from '../plans/function-in-words';
import { RecentPlans } from '../plans/recent-plans';
import type { HandlerGroup, Handlers } from '../protocol/call';
import { windowMs } from '../traffic/traffic';
import { RecentExecutions, type KeptExecution } from './recent-executions';

/** A function, by a plan that uses it. */
interface PlannedFunction {
  readonly plan: PlanPublished;
  readonly groups: readonly PublishedGroup[];
}

/** Answers with functions: what plans expect of them, and what was seen. */
@Injectable()
export class FunctionsHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'functions'> = {
    functions: ({ query: { window = '15m' } }) => this.list(window),
  };
  private made: { readonly atMs: number; readonly list: FunctionList } | null = null;

  constructor(
    private readonly executions: RecentExecutions,
    private readonly recent: RecentPlans,
    private readonly board: PlanBoard,
    private readonly models: ModelRegistry,
    private readonly calibrations: CalibrationRegistry,
    private readonly clock: Clock,
  ) {}

  /** Lists of one second are made once. */
  private list(window: Window): FunctionList {
    const atMs = this.clock.nowMs();
    if (this.made?.list.window === window && atMs - this.made.atMs < 1_000) return this.made.list;
    const seen = this.executions.since(atMs - windowMs[window]);
    const planned = this.planned();
    const rows = [...planned].map(([name, of]) => rowOf(name, of, seen.get(name) ?? []));
    for (const [name, executions] of seen) {
      // Batches that were formed by the plan before run on its functions still.
      const of = planned.has(name) ? undefined : this.recent.lastOn(name);
      if (of !== undefined)
        rows.push({ ...rowOf(name, of, executions), inPlan: false, groupIds: [], warmInstances: 0 });
    }
    const list = { atMs, window, rows, calibration: this.calibration() };
    this.made = { atMs, list };
    return list;
  }

  private planned(): Map<string, PlannedFunction> {
    const functions = new Map<string, PlannedFunction>();
    for (const { plan } of this.board.models().map((model) => this.board.planOf(model)!))
      for (const group of plan.groups) {
        const groups = [...(functions.get(group.functionName)?.groups ?? []), group];
        functions.set(group.functionName, { plan, groups });
      }
    return functions;
  }

  /** By what executions are taken to be longer than profiles say, by model and kind; null where they are taken as they are. */
  private calibration(): Record<string, number> | null {
    const factors = this.models.values().flatMap((model) => {
      if (this.calibrations.of(model) === undefined) return [];
      const { cpu, gpu } = this.calibrations.factorsOf(model);
      return [[`${model.name} cpu`, cpu] as const, [`${model.name} gpu`, gpu] as const];
    });
    return factors.length === 0 ? null : Object.fromEntries(factors);
  }
}

function rowOf(functionName: string, { plan, groups }: PlannedFunction, seen: readonly KeptExecution[]): FunctionRow {
  const shape = groups[0]!.function;
  const latencies = seen.map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
  const requests = sum(seen.map(({ size }) => size));
  return {
    ...{ functionName, model: plan.model, kind: shape.type, inPlan: true, requests },
    function: functionInWords(shape),
    groupIds: groups.map(({ id }) => id),
    warmInstances: Math.max(...groups.map(({ warmInstances }) => warmInstances)),
    invocations: seen.length,
    failed: count(seen, ({ isFailed }) => isFailed),
    meanBatchSize: seen.length === 0 ? null : requests / seen.length,
    mostAtOnce: mostAtOnce(seen),
    predictedMs: {
      avg: sum(groups.map(({ latencyMs }) => latencyMs.avg)) / groups.length,
      max: Math.max(...groups.map(({ latencyMs }) => latencyMs.max)),
    },
    observedMs: {
      avg: seen.length === 0 ? null : sum(latencies) / latencies.length,
      p99: latencies[Math.ceil(0.99 * latencies.length) - 1] ?? null,
      max: latencies.at(-1) ?? null,
    },
    beyondPlan: seen.length === 0 ? null : count(seen, ({ isBeyondPlan }) => isBeyondPlan) / seen.length,
    coldStarts: count(seen, ({ isCold }) => isCold),
    platformReports: seen.some(({ isReported }) => isReported),
    cost: costOf(seen, plan.currency),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const count = (seen: readonly KeptExecution[], is: (one: KeptExecution) => boolean): number => seen.filter(is).length;

function costOf(seen: readonly KeptExecution[], currency: string): Sum {
  const unpriced = count(seen, ({ cost }) => cost === null);
  const missing = unpriced === 0 ? [] : [`${unpriced} invocations have no price`];
  if (unpriced > 0 && unpriced === seen.length) return { amount: null, currency, coverage: 'unknown', missing };
  const amount = sum(seen.map(({ cost }) => cost ?? 0));
  return { amount, currency, coverage: unpriced === 0 ? 'complete' : 'partial', missing };
}

/** Most invocations that ran at a time. */
function mostAtOnce(seen: readonly KeptExecution[]): number {
  const begins = Float64Array.from(seen, ({ startedAtMs }) => startedAtMs).sort();
  const ends = Float64Array.from(seen, ({ startedAtMs, latencyMs }) => startedAtMs + latencyMs).sort();
  let [ended, most] = [0, 0];
  for (let begun = 0; begun < begins.length; begun += 1) {
    while (ends[ended]! <= begins[begun]!) ended += 1;
    most = Math.max(most, begun + 1 - ended);
  }
  return most;
}
