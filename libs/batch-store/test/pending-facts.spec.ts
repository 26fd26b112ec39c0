import type { ScriptCall } from '../src/script-calls';
import { PendingFacts } from '../src/pending-facts';

const factOf = (model: string, id: number): ScriptCall => ({ script: 'done', keys: [`${model}:meta`], args: [id] });
const facts = (model: string, count: number) => Array.from({ length: count }, (_, id) => factOf(model, id));
const refused = new Error('WRONGTYPE');

describe('facts that the store could not be told', () => {
  let untold: PendingFacts;
  let told: ScriptCall[];
  const takes = async (calls: readonly ScriptCall[]) => {
    told.push(...calls);
    return calls.map(() => []);
  };
  beforeEach(() => {
    untold = new PendingFacts();
    told = [];
    untold.add(facts('m', 250));
    untold.add(facts('n', 2));
  });

  it('are told once, those of a model before it is asked about it', async () => {
    await untold.flushModelOf(factOf('n', 9), takes);
    expect(told).toEqual(facts('n', 2));
    await untold.flush(takes);
    await untold.flush(takes);
    expect(told).toEqual([...facts('n', 2), ...facts('m', 250)]);
  });

  it('stay untold while they are refused, and cost one call then', async () => {
    const refuses = jest.fn(async (calls: readonly ScriptCall[]) => calls.map(() => refused));
    await untold.flushModelOf(factOf('m', 9), refuses);
    expect(refuses.mock.calls.map(([calls]) => calls.length)).toEqual([1]);
    await untold.flush(takes);
    expect(new Set(told)).toEqual(new Set([...facts('m', 250), ...facts('n', 2)]));
  });

  it.each([
    ['fails', async () => Promise.reject(new Error('closed'))],
    ['answers less than it was asked', async () => [refused]],
  ])('stay untold where the connection %s, also on the way', async (_what, lost: () => Promise<Error[]>) => {
    let calls = 0;
    await untold.flush((some) => ((calls += 1) === 1 ? takes(some) : lost())).catch(() => undefined);
    await untold.flush(takes);
    expect(new Set(told)).toEqual(new Set([...facts('m', 250), ...facts('n', 2)]));
    expect(told).toHaveLength(252);
  });

  it('are told once though several ask for it at a time', async () => {
    await Promise.all([untold.flush(takes), untold.flushModelOf(factOf('m', 9), takes), untold.flush(takes)]);
    expect(told).toHaveLength(252);
  });

  it('are forgotten from the oldest where they are too many', async () => {
    untold.add(facts('m', 20_000));
    await untold.flush(takes);
    expect(told).toHaveLength(20_002);
  });
});
