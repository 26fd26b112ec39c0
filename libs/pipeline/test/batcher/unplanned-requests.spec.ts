import type { HeldRequest } from '../../src/batcher/held-requests';
import { UnplannedRequests } from '../../src/batcher/unplanned-requests';

const limits = { maxUnplanned: 4, maxUnplannedBytes: 100_000 };
const held = (app: string, characters = 10, model = 'vgg19'): HeldRequest => ({
  request: { identity: '', app, model, arrivedAtMs: 0, deadlineMs: 1, whenLate: 'expire' },
  payload: 'x'.repeat(characters),
  records: [],
  checkAtMs: null,
  stay: null,
});

describe('the room of requests without a plan', () => {
  it('is given back by the app that has most of it, oldest first, not by others', () => {
    const unplanned = new UnplannedRequests(limits);
    const quiet = held('quiet');
    const loud = [held('loud'), held('loud'), held('loud'), held('loud'), held('loud')];
    expect(unplanned.add(quiet)).toEqual([]);
    const surplus = loud.flatMap((one) => unplanned.add(one));
    expect(surplus).toEqual(loud.slice(0, 2));
    expect(unplanned.has(quiet)).toBe(true);
    expect(unplanned.has(loud[0]!)).toBe(false);
  });

  it('is bounded by what they take of memory too', () => {
    const unplanned = new UnplannedRequests(limits);
    const quiet = held('quiet');
    const large = [held('large', 30_000), held('large', 30_000)];
    unplanned.add(quiet);
    expect(unplanned.add(large[0]!)).toEqual([]);
    expect(unplanned.add(large[1]!)).toEqual([large[0]]);
    const monster = held('monster', 200_000);
    expect(unplanned.add(monster)).toEqual([monster]);
    expect([quiet, large[1]!].map((one) => unplanned.has(one))).toEqual([true, true]);
  });

  it('is free again when a plan comes, model by model', () => {
    const unplanned = new UnplannedRequests(limits);
    const [one, other] = [held('app'), held('app', 10, 'bert')];
    unplanned.add(one);
    unplanned.add(other);
    expect(unplanned.takeOf('vgg19')).toEqual([one]);
    expect(unplanned.delete(one)).toBe(false);
    expect(unplanned.delete(other)).toBe(true);
    expect([held('app'), held('app'), held('app'), held('app')].flatMap((more) => unplanned.add(more))).toEqual([]);
  });
});
