import type { HeldRequest } from '../../src/batcher/held-requests';
import { UnplannedRequests } from '../../src/batcher/unplanned-requests';

const limits = { maxUnplanned: 4, maxUnplannedBytes: 100_000 };
const held = (app: string, characters = 10, model = 'vgg19'): HeldRequest => ({
  request: { identity: '', app, model, arrivedAtMs: 0, deadlineMs: 1, whenLate: 'expire' },
  payload: 'x'.repeat(characters),
  records: [],
  checkAtMs: null,
  buffering: null,
});

function setUp() {
  const answered: HeldRequest[] = [];
  const unplanned = new UnplannedRequests(limits, (requests) => void answered.push(...requests));
  return { unplanned, answered, add: (...requests: HeldRequest[]) => requests.forEach((one) => unplanned.add(one)) };
}

describe('the room of requests without a plan', () => {
  it('is given back by the app that has most of it, oldest first, not by others', () => {
    const { unplanned, answered, add } = setUp();
    const quiet = held('quiet');
    const loud = [held('loud'), held('loud'), held('loud'), held('loud'), held('loud')];
    add(quiet, ...loud);
    expect(answered).toEqual(loud.slice(0, 2));
    expect(unplanned.has(quiet)).toBe(true);
    expect(unplanned.has(loud[0]!)).toBe(false);
  });

  it('is bounded by what they take of memory too', () => {
    const { unplanned, answered, add } = setUp();
    const quiet = held('quiet');
    const large = [held('large', 30_000), held('large', 30_000)];
    add(quiet, large[0]!);
    expect(answered).toEqual([]);
    add(large[1]!);
    expect(answered).toEqual([large[0]]);
    const monster = held('monster', 200_000);
    add(monster);
    expect(answered).toEqual([large[0], monster]);
    expect([quiet, large[1]!].map((one) => unplanned.has(one))).toEqual([true, true]);
  });

  it('is free again when a plan comes, model by model', () => {
    const { unplanned, answered, add } = setUp();
    const [one, other] = [held('app'), held('app', 10, 'bert')];
    add(one, other);
    expect(unplanned.takeModel('vgg19')).toEqual([one]);
    expect(unplanned.answerDue([one, other])).toEqual([one]);
    expect(answered).toEqual([other]);
    add(held('app'), held('app'), held('app'), held('app'));
    expect(answered).toEqual([other]);
  });
});
