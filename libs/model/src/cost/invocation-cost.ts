import type { FunctionShape } from '../functions/function-shape';
import type { PriceBook } from './price-book';

const mbPerGb = 1024;
/** A duration this much above a billing step, relative to it, is on the step: binary arithmetic left a tail. */
const stepSlack = 1e-9;

/** Price of one second of a function, in the book's currency. */
export function pricePerSecond(book: PriceBook, { type, vcpu, memoryMb, gpuMemoryMb = 0 }: FunctionShape): number {
  const host = vcpu * book.perVcpuSecond + (memoryMb / mbPerGb) * book.perMemoryGbSecond;
  if (type === 'cpu') return host;
  return (gpuMemoryMb / mbPerGb) * book.perGpuMemoryGbSecond + (book.gpuFunctionsPayHost ? host : 0);
}

/** The duration that is billed for one of `durationSeconds`. */
export function billedSeconds(book: PriceBook, type: FunctionShape['type'], durationSeconds: number): number {
  const step = book.billingStepSeconds[type];
  return step === 0 ? durationSeconds : Math.ceil(durationSeconds / step - stepSlack) * step;
}

/** Price of one invocation (numerator of Eq. 6), in the book's currency. */
export function invocationCost(book: PriceBook, shape: FunctionShape, durationSeconds: number): number {
  return billedSeconds(book, shape.type, durationSeconds) * pricePerSecond(book, shape) + book.perInvocation;
}
