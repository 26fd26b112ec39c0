import {
  cpuLatency,
  cpuShape,
  expectedBilledSeconds,
  initialisationCost,
  isKnownVcpu,
  latencyOf,
  pricePerSecond,
  vcpuAt,
  vcpuSizes,
  type FunctionShape,
  type Latency,
  type ModelProfile,
} from '@harmonybatch/model';
import { functionKey } from '../pooled/function-key';
import { cpuBatchLimit, gpuFunctions } from '../provisioning/batch-limits';
import type { Holding, PlanningContext } from '../provisioning/provision';
import { LowerEnvelope } from './lower-envelope';

/** A function of the catalogue with a batch size, and what its batches cost: one choice for a group. */
export interface FunctionOption {
  readonly shape: FunctionShape;
  readonly batchSize: number;
  /** Of a full batch. */
  readonly latency: Latency;
  /** Entry `k − 1`: expected price of a batch of `k` requests, with durations billed in their steps. */
  readonly bills: Float64Array;
  /** Entry `k − 1`: mean latency of a batch of `k` requests, seconds. */
  readonly busySeconds: Float64Array;
  /** What an idle instance costs in a second. */
  readonly idlePerSecond: number;
  /** What it costs that one more instance starts. */
  readonly initialisationCost: number;
  /** Least price of a batch by its mean size; idle time not included. */
  readonly active: LowerEnvelope;
  /** The same beyond what its instance would cost idle; equal to `active` where instances are not kept warm. */
  readonly beyondIdle: LowerEnvelope;
  /** Least time of a batch by its mean size, seconds. */
  readonly busy: LowerEnvelope;
}

interface KnownOptions {
  readonly context: PlanningContext;
  readonly options: readonly FunctionOption[];
}

/** The lists made last, by profile: plans are made again and again for the same functions at the same prices. */
const known = new WeakMap<ModelProfile, KnownOptions[]>();
const maxKnown = 8;

/** Every choice there is, those with the least conceivable price of a request first. */
export function functionOptions(context: PlanningContext): readonly FunctionOption[] {
  const lists = known.get(context.profile) ?? [];
  const found = lists.find((one) => offersTheSame(one.context, context));
  if (found !== undefined) return found.options;
  const options = listOptions(context);
  const { profile, prices, catalogue, itemBytes, assumedCards, holding } = context;
  lists.unshift({ context: { profile, prices, catalogue, itemBytes, assumedCards, holding }, options });
  known.set(profile, lists.slice(0, maxKnown));
  return options;
}

const byFunction = new WeakMap<readonly FunctionOption[], ReadonlyMap<string, readonly FunctionOption[]>>();

/** Choices of one function, by its key. */
export function optionsByFunction(options: readonly FunctionOption[]): ReadonlyMap<string, readonly FunctionOption[]> {
  const known = byFunction.get(options);
  if (known !== undefined) return known;
  const made = new Map<string, FunctionOption[]>();
  for (const option of options) {
    const key = functionKey(option.shape);
    const same = made.get(key);
    if (same === undefined) made.set(key, [option]);
    else same.push(option);
  }
  byFunction.set(options, made);
  return made;
}

const offersTheSame = (one: PlanningContext, other: PlanningContext): boolean =>
  one.prices === other.prices &&
  one.catalogue === other.catalogue &&
  (one.itemBytes ?? 0) === (other.itemBytes ?? 0) &&
  one.assumedCards === other.assumedCards &&
  (one.holding ?? 'warm') === (other.holding ?? 'warm');

function listOptions(context: PlanningContext): FunctionOption[] {
  const options = [...cpuOptions(context), ...gpuOptions(context)];
  return options.sort((one, other) => one.active.minRatio - other.active.minRatio);
}

function cpuOptions(context: PlanningContext): FunctionOption[] {
  const { catalogue, profile } = context;
  const { cpu } = profile;
  if (cpu === undefined) return [];
  const max = cpuBatchLimit(context);
  const options: FunctionOption[] = [];
  for (let size = 0; size < vcpuSizes(catalogue); size += 1) {
    const vcpu = vcpuAt(catalogue, size);
    if (!isKnownVcpu(cpu, vcpu)) continue;
    const latencies = Array.from({ length: max }, (_, index) => cpuLatency(cpu, vcpu, index + 1));
    for (let batchSize = 1; batchSize <= max; batchSize += 1) {
      const shape = cpuShape(catalogue, cpu, vcpu, batchSize);
      if (shape !== null) options.push(optionOf(context, shape, latencies.slice(0, batchSize)));
    }
  }
  return options;
}

function gpuOptions(context: PlanningContext): FunctionOption[] {
  return gpuFunctions(context).flatMap(({ shape, maxBatch }) => {
    const latencies = Array.from({ length: maxBatch }, (_, index) => latencyOf(context.profile, shape, index + 1));
    const whole = optionOf(context, shape, latencies);
    return latencies.map((_, index) => cutTo(whole, latencies[index]!, index + 1, context.holding));
  });
}

/** One choice of its own: this function with this batch size, both legal. */
export const optionFor = (context: PlanningContext, shape: FunctionShape, batchSize: number): FunctionOption =>
  optionOf(
    context,
    shape,
    Array.from({ length: batchSize }, (_, index) => latencyOf(context.profile, shape, index + 1)),
  );

function optionOf(context: PlanningContext, shape: FunctionShape, latencies: readonly Latency[]): FunctionOption {
  const { prices, holding = 'warm' } = context;
  const activePerSecond = pricePerSecond(prices, shape);
  const idlePerSecond = pricePerSecond(prices, shape, 'idle');
  const step = prices.billingStepSeconds[shape.type];
  const bills = Float64Array.from(
    latencies,
    (latency) => activePerSecond * expectedBilledSeconds(latency, step) + prices.perInvocation,
  );
  const busySeconds = Float64Array.from(latencies, (latency) => latency.avgSeconds);
  return {
    shape,
    batchSize: latencies.length,
    latency: latencies[latencies.length - 1]!,
    bills,
    busySeconds,
    idlePerSecond,
    initialisationCost: initialisationCost(prices, context.profile, shape),
    ...envelopesOf(bills, busySeconds, holding === 'warm' ? idlePerSecond : 0),
  };
}

/** The same function with a smaller batch size. */
const cutTo = (
  option: FunctionOption,
  latency: Latency,
  batchSize: number,
  holding: Holding = 'warm',
): FunctionOption => ({
  ...option,
  batchSize,
  latency,
  ...envelopesOf(
    option.bills.subarray(0, batchSize),
    option.busySeconds.subarray(0, batchSize),
    holding === 'warm' ? option.idlePerSecond : 0,
  ),
});

function envelopesOf(
  bills: Float64Array,
  busySeconds: Float64Array,
  idlePerSecond: number,
): Pick<FunctionOption, 'active' | 'beyondIdle' | 'busy'> {
  const active = new LowerEnvelope(bills);
  const beyondIdle =
    idlePerSecond === 0
      ? active
      : new LowerEnvelope(bills.map((bill, index) => Math.max(0, bill - idlePerSecond * busySeconds[index]!)));
  return { active, beyondIdle, busy: new LowerEnvelope(busySeconds) };
}
