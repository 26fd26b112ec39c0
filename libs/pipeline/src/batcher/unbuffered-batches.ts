import { limits } from '@harmonybatch/contracts';
import type { HeldRequest } from './held-requests';

/**
 * Divides requests that no buffer held into batches. One that is to be served though late runs alone, so that it waits for no
 * other; those that nobody runs, of which there are many after an outage, share batches as large as any may be.
 * @param isRun whether the request will be run
 */
export function unbufferedBatches(
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
    if (together.length === limits.maxBatchSize || (together.length > 0 && bytes + size > limits.maxBatchBytes)) {
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
