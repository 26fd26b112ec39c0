import type { StoreAnswer } from '@harmonybatch/ports';
import { GatheredFacts } from '../src/gathered-facts';

const answer: StoreAnswer<void> = { generation: 1, knownSinceMs: 0, reply: undefined };

describe('facts that nobody waits for', () => {
  let told: (readonly [string, readonly number[], number])[];
  let facts: GatheredFacts<number>;
  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    facts = new GatheredFacts(20, 4, async (model, some, nowMs) => {
      told.push([model, [...some], nowMs]);
      if (some.includes(13)) throw new Error('refused');
      return answer;
    });
  });
  afterEach(() => jest.useRealTimers());

  it('are told together after a while, those of each model for themselves, with the time of the last', async () => {
    const all = [facts.add('m', [1], 5), facts.add('n', [2], 6), facts.add('m', [3], 4)];
    jest.advanceTimersByTime(19);
    expect(told).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(told).toEqual([
      ['m', [1, 3], 5],
      ['n', [2], 6],
    ]);
    expect(await Promise.all(all)).toEqual([answer, answer, answer]);
    jest.advanceTimersByTime(100);
    expect(told).toHaveLength(2);
  });

  it('are told at once where they are many, or their model is asked about', () => {
    void facts.add('m', [1, 2, 3], 0);
    void facts.add('m', [4], 0);
    expect(told).toEqual([['m', [1, 2, 3, 4], 0]]);
    void facts.add('m', [5], 0);
    facts.tell('n');
    expect(told).toHaveLength(1);
    facts.tell('m');
    expect(told[1]).toEqual(['m', [5], 0]);
  });

  it('fail all who told them where they cannot be told, and nobody else', async () => {
    const refused = [facts.add('m', [13], 0), facts.add('m', [1], 0)];
    const kept = facts.add('n', [2], 0);
    await facts.tellAll();
    expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await kept).toBe(answer);
  });
});
