import { Readiness } from '../src';

describe('Readiness', () => {
  it('gathers the reasons of all parts, and takes a check that fails for one', async () => {
    const readiness = new Readiness();
    expect(await readiness.reasons()).toEqual([]);
    readiness.add(() => []);
    readiness.add(() => ['the consumer has not joined its group']);
    readiness.add(async () => {
      throw new Error('no answer in 1000 ms');
    });
    expect(await readiness.reasons()).toEqual(['the consumer has not joined its group', 'no answer in 1000 ms']);
  });
});
