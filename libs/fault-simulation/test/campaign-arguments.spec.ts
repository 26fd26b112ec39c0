import { readArguments } from '../src/campaign/campaign-arguments';

it('seeds, their beginning and a safeguard to leave away', () => {
  const asked = readArguments(['--seeds', '100', '--from', '7', '--workers', '1', '--without', 'guard']);
  expect(asked).toEqual({ kind: 'campaign', from: 7, count: 100, workers: 1, without: 'guard', json: false });
});

it('one seed to be replayed', () => {
  expect(readArguments(['--seed', '42', '--json'])).toEqual({ kind: 'replay', seed: 42, without: null, json: true });
});

it.each([
  [['--seeds', '0'], '--seeds 0'],
  [['--seed', 'x'], '--seed x'],
  [['--without', 'care'], 'facts-only, re-push'],
  [['--speed'], '--speed'],
])('%j is refused with a reason', (args, reason) => {
  const asked = readArguments(args);
  expect(asked).toMatchObject({ kind: 'wrong', why: expect.stringContaining(reason) });
});
