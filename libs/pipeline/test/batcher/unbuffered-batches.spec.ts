import { limits } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { unbufferedBatches } from '../../src/batcher/unbuffered-batches';
import type { WaitingRequest } from '../../src/batcher/accepted-record';
import type { HeldRequest } from '../../src/batcher/held-requests';

const held = (id: number, isRun: boolean, bytes: number): HeldRequest => ({
  request: { identity: String(id), whenLate: isRun ? 'serve' : 'expire' } as WaitingRequest,
  payload: 'x'.repeat(bytes),
  records: [],
  checkAtMs: null,
  buffering: null,
});

const bytesOf = (batch: readonly HeldRequest[]): number => batch.reduce((sum, { payload }) => sum + payload.length, 0);
const isServed = ({ request }: HeldRequest): boolean => request.whenLate === 'serve';
const anyRequest = fc.record({ isRun: fc.boolean(), bytes: fc.constantFrom(10, 200, limits.maxBatchBytes / 3) });

describe('requests that no buffer held', () => {
  it('each travel in one batch: alone where they are run, else together within the bounds of a batch', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 200 }), (some) => {
        const requests = some.map(({ isRun, bytes }, id) => held(id, isRun, bytes));
        const batches = unbufferedBatches(requests, isServed);
        expect(new Set(batches.flat())).toEqual(new Set(requests));
        expect(batches.flat()).toHaveLength(requests.length);
        for (const batch of batches) {
          if (batch.some(isServed)) expect(batch).toHaveLength(1);
          expect(batch.length).toBeLessThanOrEqual(limits.maxBatchSize);
          expect(bytesOf(batch)).toBeLessThanOrEqual(limits.maxBatchBytes);
        }
      }),
      { seed: 20240617 },
    );
  });

  it('fill their batches', () => {
    const requests = Array.from({ length: 2 * limits.maxBatchSize + 2 }, (_, id) => held(id, false, 100));
    const sizes = unbufferedBatches(requests, isServed).map(({ length }) => length);
    expect(sizes).toEqual([limits.maxBatchSize, limits.maxBatchSize, 2]);
  });
});
