import type { FunctionShape } from '../functions/function-shape';
import type { PriceBook } from './price-book';

const mbPerGb = 1024;
/** A duration this much above a billing step, relative to it, is on the step: binary arithmetic left a tail. */
const stepSlack = 1e-9;

/** The kind of card by which GPU memory is priced: `fc.gpu.ada.2` is `ada`, `l4` itself; slices were of an Ampere card. */
export const gpuKind = (gpuType: string | undefined): string =>
  gpuType === undefined ? 'ampere' : (gpuType.split('.')[2] ?? gpuType);

/** Whether the book has a price for functions of this shape. */
export const isPriced = ({ active }: PriceBook, { type, gpuType }: FunctionShape): boolean =>
  type === 'cpu' || active.perGpuMemoryGbSecond[gpuKind(gpuType)] !== undefined;

/** Price of one second of a function, in the book's currency, while it runs or while it is idle. */
export function pricePerSecond(book: PriceBook, shape: FunctionShape, state: 'active' | 'idle' = 'active'): number {
  const { type, vcpu, memoryMb, gpuMemoryMb = 0, gpuType } = shape;
  const rates = book[state];
  const host = vcpu * rates.perVcpuSecond + (memoryMb / mbPerGb) * rates.perMemoryGbSecond;
  if (type === 'cpu') return host;
  const perGpuGb = rates.perGpuMemoryGbSecond[gpuKind(gpuType)];
  if (perGpuGb === undefined)
    throw new RangeError(`price book ${book.name} has no price for ${gpuKind(gpuType)} cards`);
  return (gpuMemoryMb / mbPerGb) * perGpuGb + (book.gpuFunctionsPayHost ? host : 0);
}

/** The duration that is billed for one of `durationSeconds`. */
export const billedSeconds = (book: PriceBook, type: FunctionShape['type'], durationSeconds: number): number =>
  billedInSteps(durationSeconds, book.billingStepSeconds[type]);

/** A duration rounded up to a multiple of `stepSeconds`; kept as it is where that is 0. */
export const billedInSteps = (durationSeconds: number, stepSeconds: number): number =>
  stepSeconds === 0 ? durationSeconds : Math.ceil(durationSeconds / stepSeconds - stepSlack) * stepSeconds;

/** Price of one invocation (numerator of Eq. 6), in the book's currency. */
export function invocationCost(book: PriceBook, shape: FunctionShape, durationSeconds: number): number {
  return billedSeconds(book, shape.type, durationSeconds) * pricePerSecond(book, shape) + book.perInvocation;
}
