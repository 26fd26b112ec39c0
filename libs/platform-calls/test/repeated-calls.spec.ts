import { NoLongerWantedError } from '@harmonybatch/ports';
import { RepeatedCalls, waitUntil } from '../src';

const passing = new Error('later');
const calls = (maxAttempts = 3): RepeatedCalls =>
  new RepeatedCalls({ maxAttempts, backoffMs: 1 }, (error) => error === passing);

it('a call is tried again while it may pass, so often', async () => {
  let attempts = 0;
  const call = async (): Promise<number> => {
    attempts += 1;
    if (attempts < 3) throw passing;
    return attempts;
  };
  expect(await calls().make('do', call)).toBe(3);
  attempts = 0;
  await expect(calls(2).make('do', call)).rejects.toBe(passing);
  expect(attempts).toBe(2);
});

it('a call that will not pass is made once, and none that is not wanted', async () => {
  const refused = jest.fn().mockRejectedValue(new Error('no'));
  await expect(calls().make('do', refused)).rejects.toThrow('no');
  expect(refused).toHaveBeenCalledTimes(1);
  let asked = 0;
  const failing = jest.fn().mockRejectedValue(passing);
  await expect(calls().make('create x', failing, () => (asked += 1) < 2)).rejects.toEqual(
    new NoLongerWantedError('create x'),
  );
  expect(failing).toHaveBeenCalledTimes(1);
});

it('what is waited for is looked at until it is so, and what is missing is said in the end', async () => {
  let looks = 0;
  await waitUntil('x is there', { timeoutMs: 60_000, pollMs: 1 }, async () => (looks += 1) === 3 || 'not yet');
  expect(looks).toBe(3);
  await expect(waitUntil('x is there', { timeoutMs: 0, pollMs: 1 }, async () => 'it is away')).rejects.toThrow(
    'waited 0 ms until x is there, but it is away',
  );
});
