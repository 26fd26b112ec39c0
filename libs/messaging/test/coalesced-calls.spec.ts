import { CoalescedCalls } from '../src/consumer/coalesced-calls';

/** Calls that the test itself ends. */
function controlled() {
  const made: { items: number[]; end: () => void; fail: (error: Error) => void }[] = [];
  const faults: unknown[] = [];
  const calls = new CoalescedCalls<number>(
    (items) => new Promise((resolve, reject) => made.push({ items, end: resolve, fail: reject })),
    (fault) => faults.push(fault),
  );
  return { made, faults, calls };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('GatheredCalls', () => {
  it('makes one call of what comes in one turn', async () => {
    const { made, calls } = controlled();
    const all = [calls.add([1, 2]), calls.add([3])];
    await turn();
    expect(made.map(({ items }) => items)).toEqual([[1, 2, 3]]);
    made[0]?.end();
    await Promise.all(all);
  });

  it('makes one call at a time, and the next of all that came meanwhile', async () => {
    const { made, calls } = controlled();
    const first = calls.add([1]);
    await turn();
    const later = [calls.add([2]), calls.add([3])];
    await turn();
    expect(made).toHaveLength(1);
    made[0]?.end();
    await first;
    await turn();
    expect(made[1]?.items).toEqual([2, 3]);
    made[1]?.end();
    await Promise.all(later);
  });

  it('hands a flood over in parts, and gives word when all of it was handed over', async () => {
    const { made, calls } = controlled();
    const all = calls.add(Array.from({ length: 4_500 }, (_, index) => index));
    for (const count of [2_000, 2_000, 500]) {
      await turn();
      expect(made.at(-1)?.items).toHaveLength(count);
      made.at(-1)?.end();
    }
    await all;
    expect(made.flatMap(({ items }) => items)).toEqual(Array.from({ length: 4_500 }, (_, index) => index));
  });

  it('gives word when the call has ended, not before', async () => {
    const { made, calls } = controlled();
    let ended = false;
    const first = calls.add([1]).then(() => (ended = true));
    await turn();
    expect(made).toHaveLength(1);
    expect(ended).toBe(false);
    made[0]?.end();
    await first;
  });

  it('tells of a call that failed, makes no further one, and is idle afterwards', async () => {
    const { made, faults, calls } = controlled();
    void calls.add([1]);
    await turn();
    const next = expect(calls.add([2])).rejects.toThrow('no further calls');
    const fault = new Error('a bug');
    made[0]?.fail(fault);
    await next;
    await expect(calls.add([3])).rejects.toThrow('no further calls');
    await calls.idle();
    expect(faults).toEqual([fault]);
    expect(made).toHaveLength(1);
  });

  it('is idle only when the call under way and the next one are over', async () => {
    const { made, calls } = controlled();
    void calls.add([1]);
    await turn();
    void calls.add([2]);
    let idle = false;
    const waiting = calls.idle().then(() => (idle = true));
    made[0]?.end();
    await turn();
    expect(idle).toBe(false);
    made[1]?.end();
    await waiting;
  });
});
