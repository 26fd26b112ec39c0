import { isKnownVcpu } from '../latency/cpu-latency';
import type { CpuProfile, GpuProfile } from '../latency/model-profile';
import type { Catalogue, SlicedGpu, WholeGpu } from './catalogue';
import type { FunctionShape } from './function-shape';

const mbPerGb = 1024;
/** Absorbs the rounding of decimal fractions before a value is rounded to its grid. */
const gridSlack = 1e-9;

/** `value` rounded up to a multiple of `step`; kept as it is where `step` is 0. */
export function roundUpTo(value: number, step: number): number {
  if (step === 0) return value;
  return cleanDecimal(Math.ceil(value / step - gridSlack) * step);
}

/** Grid values such as 3 · 0.05 are decimals of few digits; binary arithmetic leaves a tail behind them. */
const cleanDecimal = (value: number): number => {
  const scaled = Math.round(value * decimals);
  return Number.isSafeInteger(scaled) ? scaled / decimals : value;
};
const decimals = 1e9;

/** How many vCPU sizes a catalogue offers; size `index` is `vcpuAt(catalogue, index)`. */
export const vcpuSizes = ({ cpu }: Catalogue): number => Math.round((cpu.maxVcpu - cpu.minVcpu) / cpu.stepVcpu) + 1;

/** The vCPU of size `index`, from 0; always a point of the grid. */
export const vcpuAt = ({ cpu }: Catalogue, index: number): number => cleanDecimal(cpu.minVcpu + index * cpu.stepVcpu);

/**
 * The CPU function that runs batches of `batchSize` on `vcpu` cores with the least legal memory: what the model needs,
 * and at least the catalogue's minimum a core, on its grid.
 * @returns null where the catalogue has no such function, and where the model's latency on it is not known.
 */
export function cpuShape(
  catalogue: Catalogue,
  profile: CpuProfile,
  vcpu: number,
  batchSize: number,
): FunctionShape | null {
  if (!isKnownVcpu(profile, vcpu)) return null;
  const { cpu } = catalogue;
  const { slopeMbPerRequest, baseMb } = profile.memoryMb;
  const neededMb = Math.max(
    slopeMbPerRequest * batchSize + baseMb,
    vcpu * cpu.minMemoryGbPerVcpu * mbPerGb,
    cpu.minMemoryMb,
  );
  const shape: FunctionShape = { type: 'cpu', vcpu, memoryMb: roundUpTo(neededMb, cpu.memoryStepMb) };
  return shapeFault(catalogue, shape) === null ? shape : null;
}

/**
 * Every GPU function that a model can run on: slices of the card it was measured on, and whole cards, of the card it was
 * measured on or one that is assumed to be like it.
 * @param assumedCards by the card of a profile, the `gpuType` of a whole card that is taken to be as fast.
 */
export function gpuShapes(
  catalogue: Catalogue,
  profile: GpuProfile,
  assumedCards: Readonly<Record<string, string>> = {},
): FunctionShape[] {
  return catalogue.gpus
    .filter((offer) => offer.card === profile.card || offer.gpuType === assumedCards[profile.card])
    .flatMap((offer) => (offer.sharing === 'time-sliced' ? slices(offer, profile) : wholeCards(offer, profile)))
    .filter((shape) => shapeFault(catalogue, shape) === null);
}

const slices = (offer: SlicedGpu, profile: GpuProfile): FunctionShape[] =>
  Array.from({ length: Math.floor(offer.cardMemoryGb / offer.stepGb) }, (_, index) => {
    const gpuGb = (index + 1) * offer.stepGb;
    return {
      type: 'gpu',
      vcpu: roundUpTo(gpuGb / offer.gbPerVcpu, offer.stepVcpu),
      memoryMb: roundUpTo(Math.max(profile.memoryMb, offer.minMemoryMb), offer.memoryStepMb),
      gpuMemoryMb: gpuGb * mbPerGb,
    };
  });

const wholeCards = ({ hosts, cardMemoryGb, gpuType }: WholeGpu, profile: GpuProfile): FunctionShape[] =>
  hosts
    .filter((host) => host.memoryMb >= profile.memoryMb)
    .map((host) => ({ type: 'gpu', ...host, gpuMemoryMb: cardMemoryGb * mbPerGb, gpuType }));

/** The largest batch whose items fit into one invocation; `itemBytes` is the size of the model's largest item. */
export const payloadBatchLimit = ({ maxPayloadBytes }: Catalogue, itemBytes: number): number =>
  itemBytes > 0 ? Math.floor(maxPayloadBytes / itemBytes) : Infinity;

/** What is wrong with a function's size by a catalogue, in words that name the legal values; null for a legal size. */
export function shapeFault(catalogue: Catalogue, shape: FunctionShape): string | null {
  return shape.type === 'cpu' ? cpuFault(catalogue, shape) : gpuFault(catalogue, shape);
}

const onGrid = (value: number, step: number): boolean =>
  step === 0 || Math.abs(value / step - Math.round(value / step)) < gridSlack * Math.max(1, value / step);

const within = (value: number, min: number, max: number): boolean =>
  value >= min - gridSlack && value <= max + gridSlack;

function cpuFault({ cpu }: Catalogue, { vcpu, memoryMb, gpuMemoryMb }: FunctionShape): string | null {
  if (gpuMemoryMb !== undefined) return 'a CPU function has no GPU memory';
  if (!within(vcpu, cpu.minVcpu, cpu.maxVcpu) || !onGrid(vcpu, cpu.stepVcpu)) {
    return `vCPU is ${vcpu}; it must be ${cpu.minVcpu} to ${cpu.maxVcpu} in steps of ${cpu.stepVcpu}`;
  }
  if (!within(memoryMb, cpu.minMemoryMb, cpu.maxMemoryMb) || !onGrid(memoryMb, cpu.memoryStepMb)) {
    return `memory is ${memoryMb} MB; it must be ${cpu.minMemoryMb} to ${cpu.maxMemoryMb} MB in steps of ${cpu.memoryStepMb}`;
  }
  const minMb = vcpu * cpu.minMemoryGbPerVcpu * mbPerGb;
  const maxMb = vcpu * cpu.maxMemoryGbPerVcpu * mbPerGb;
  if (within(memoryMb, minMb, maxMb)) return null;
  return `memory is ${memoryMb} MB; ${vcpu} vCPU need ${cpu.minMemoryGbPerVcpu} to ${cpu.maxMemoryGbPerVcpu} GB each`;
}

function gpuFault({ name, gpus }: Catalogue, shape: FunctionShape): string | null {
  const { gpuMemoryMb, gpuType } = shape;
  if (gpuMemoryMb === undefined) return 'a GPU function needs GPU memory';
  const offer = gpus.find((one) => (gpuType === undefined ? one.sharing === 'time-sliced' : one.gpuType === gpuType));
  if (offer === undefined) {
    const there = gpus.map((one) => `${one.gpuType} (${one.sharing})`).join(', ');
    return `catalogue ${name} has no ${gpuType ?? 'time-sliced GPU'}; it has ${there}`;
  }
  return offer.sharing === 'time-sliced'
    ? sliceFault(offer, gpuMemoryMb / mbPerGb, shape)
    : wholeCardFault(offer, gpuMemoryMb / mbPerGb, shape);
}

function wholeCardFault(
  { gpuType, cardMemoryGb, hosts }: WholeGpu,
  gpuGb: number,
  { vcpu, memoryMb }: FunctionShape,
): string | null {
  if (gpuGb !== cardMemoryGb) return `GPU memory is ${gpuGb} GB; ${gpuType} is held whole, with ${cardMemoryGb} GB`;
  if (hosts.some((host) => host.vcpu === vcpu && host.memoryMb === memoryMb)) return null;
  const legal = hosts.map((host) => `${host.vcpu} vCPU with ${host.memoryMb} MB`).join(', ');
  return `the host is ${vcpu} vCPU with ${memoryMb} MB; ${gpuType} comes with ${legal}`;
}

function sliceFault(gpu: SlicedGpu, gpuGb: number, { vcpu, memoryMb }: FunctionShape): string | null {
  if (!within(gpuGb, gpu.stepGb, gpu.cardMemoryGb) || !onGrid(gpuGb, gpu.stepGb)) {
    return `GPU memory is ${gpuGb} GB; it must be ${gpu.stepGb} to ${gpu.cardMemoryGb} GB in steps of ${gpu.stepGb}`;
  }
  const vcpuOfSlice = roundUpTo(gpuGb / gpu.gbPerVcpu, gpu.stepVcpu);
  if (!within(vcpu, vcpuOfSlice, vcpuOfSlice))
    return `vCPU is ${vcpu}; ${gpuGb} GB of GPU memory come with ${vcpuOfSlice}`;
  const maxMb = vcpu * gpu.maxMemoryGbPerVcpu * mbPerGb;
  if (within(memoryMb, gpu.minMemoryMb, maxMb) && onGrid(memoryMb, gpu.memoryStepMb)) return null;
  return `memory is ${memoryMb} MB; it must be ${gpu.minMemoryMb} MB to ${gpu.maxMemoryGbPerVcpu} GB a vCPU in steps of ${gpu.memoryStepMb} MB`;
}
