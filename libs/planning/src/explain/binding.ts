import { functionOptions, type FunctionOption } from '../exact/function-options';
import type { PlannedGroup } from '../plan';
import { keepsSlos, type Member, type PlanningContext } from '../provisioning/provision';
import type { Alternative, Binding } from './explanation';

const msPerSecond = 1000;
const level = 1e-9;

/**
 * What keeps a group from something cheaper. A choice with a cheaper full batch that is too slow means that the SLO binds;
 * otherwise the batch may be as large as it can be; otherwise larger batches would not fill or cost more.
 */
export function bindingOf(
  context: PlanningContext,
  members: readonly Member[],
  group: PlannedGroup,
  choices: readonly Alternative[],
): Binding {
  const options = functionOptions(context);
  const own = fullPrice(options.find((option) => isChoice(option, group)));
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  const cheaper = options.filter((option) => fullPrice(option) < own * (1 - level));
  const [tooSlow] = cheaper
    .filter((option) => !keepsSlos(members, option.latency) && wouldFill(members, rateHz, option))
    .sort((one, other) => one.latency.maxSeconds - other.latency.maxSeconds);
  if (tooSlow !== undefined) {
    const tightest = members[0]!;
    const neededMs = Math.round(tooSlow.latency.maxSeconds * msPerSecond);
    const leftMs = Math.round(tightest.sloSeconds * msPerSecond);
    return {
      kind: 'slo',
      message: `the SLO of ${tightest.name} binds: it leaves ${leftMs} ms, and the next cheaper function takes up to ${neededMs} ms`,
    };
  }
  const max = Math.max(...options.filter(({ shape }) => sameShape(shape, group)).map(({ batchSize }) => batchSize));
  if (group.batchSize === max && group.meanBatchSize > max * nearlyFull) {
    return { kind: 'batch-limit', message: `batches are full, and ${max} is the most this function takes` };
  }
  const second = choices.find((choice) => !isSame(choice, group));
  const gap =
    second === undefined
      ? ''
      : ` (the next choice costs ${percent(second.costPerSecond, choices[0]!.costPerSecond)} more)`;
  return { kind: 'price', message: `nothing binds: larger batches would not fill, or cost more${gap}` };
}

/** Batches of this part of the limit count as full. */
const nearlyFull = 0.95;

/** Price of a request of a full batch. */
const fullPrice = (option: FunctionOption | undefined): number =>
  option === undefined ? Infinity : option.bills[option.batchSize - 1]! / option.batchSize;

/** Whether its batches would fill if only the most patient member counted. */
const wouldFill = (members: readonly Member[], rateHz: number, { batchSize, latency }: FunctionOption): boolean => {
  const waitSeconds = Math.max(0, members[members.length - 1]!.sloSeconds - latency.maxSeconds);
  return rateHz * waitSeconds + 1 >= batchSize;
};

const sameShape = (shape: FunctionOption['shape'], group: PlannedGroup): boolean =>
  shape.type === group.function.type &&
  shape.vcpu === group.function.vcpu &&
  shape.gpuMemoryMb === group.function.gpuMemoryMb &&
  shape.gpuType === group.function.gpuType;

const isChoice = ({ shape, batchSize }: FunctionOption, group: PlannedGroup): boolean =>
  batchSize === group.batchSize && sameShape(shape, group);

const isSame = ({ shape, batchSize }: Alternative, group: PlannedGroup): boolean =>
  batchSize === group.batchSize && sameShape(shape, group);

const percent = (one: number, other: number): string => `${((one / other - 1) * 100).toFixed(1)} %`;
