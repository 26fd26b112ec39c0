import { SharedTurns } from '../src/outcomes/shared-turns';

function setUp() {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const turns = new SharedTurns(() => new Promise<void>((resolve, reject) => ends.push({ resolve, reject })));
  return { turns, ends };
}
const settled = async (): Promise<void> => {
  for (let step = 0; step < 10; step += 1) await Promise.resolve();
};

it('serves all who asked before it began by one turn, and those who came later by the next', async () => {
  const { turns, ends } = setUp();
  const served: string[] = [];
  for (const name of ['a', 'b']) void turns.next().then(() => served.push(name));
  await settled();
  for (const name of ['c', 'd']) void turns.next().then(() => served.push(name));
  await settled();
  expect(ends).toHaveLength(1);
  ends[0]!.resolve();
  await settled();
  expect([served, ends.length]).toEqual([['a', 'b'], 2]);
  ends[1]!.resolve();
  await settled();
  expect(served).toEqual(['a', 'b', 'c', 'd']);
});

it('a turn that fails fails those who waited for it, and no others', async () => {
  const { turns, ends } = setUp();
  const first = turns.next();
  await settled();
  const second = turns.next();
  ends[0]!.reject(new Error('no broker'));
  await expect(first).rejects.toThrow('no broker');
  await settled();
  ends[1]!.resolve();
  await expect(second).resolves.toBeUndefined();
});
