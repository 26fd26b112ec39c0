import { limits } from '@harmonybatch/contracts';
import type { HeldRequest } from './held-requests';

/** Requests that are only answered, not run, travel together: after an outage there are many of them. */
const mostTogether = 64;

/**
 * Divides requests that no buffer held into batches. One that is to be served though late runs alone, so that it waits for no
 * other; those that nobody runs share a batch, of at most 64 requests and the bytes of one batch.
 * @param isRun whether the request will be run
 */
export function asideBatches(
  requests: readonly HeldRequest[],
  isRun: (request: HeldRequest) => boolean,
): HeldRequest[][] {
  const batches: HeldRequest[][] = [];
  let together: HeldRequest[] = [];
  let bytes = 0;
  for (const request of requests) {
    if (isRun(request)) {
      batches.push([request]);
      continue;
    }
    const size = Buffer.byteLength(request.payload);
    if (together.length === mostTogether || (together.length > 0 && bytes + size > limits.maxBatchBytes)) {
      batches.push(together);
      together = [];
      bytes = 0;
    }
    together.push(request);
    bytes += size;
  }
  if (together.length > 0) batches.push(together);
  return batches;
}
