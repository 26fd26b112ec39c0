import { Writable } from 'node:stream';
import pino from 'pino';
import { WarmUp, type Rehearse } from '../src/lifecycle/warm-up';
import { ManualClock } from '../../ports/test/fake-ports';

function setUp(rehearse: Rehearse | undefined, limitMs = 3_000) {
  const lines: Record<string, unknown>[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
    done();
  };
  const logger = pino({ level: 'debug' }, new Writable({ write }));
  return { lines, warmUp: new WarmUp(rehearse, { clock: new ManualClock(), limitMs, logger }) };
}

const never = ({ signal }: Parameters<Rehearse>[0]) =>
  new Promise<{ rounds: number; durationMs: number }>((resolve) =>
    signal.addEventListener('abort', () => resolve({ rounds: 1, durationMs: 2 })),
  );

test('a service is not ready while it rehearses, and says once what it did', async () => {
  const asked: number[] = [];
  const { lines, warmUp } = setUp(async ({ limitMs }) => {
    asked.push(limitMs);
    return { rounds: 7, durationMs: 812.6 };
  });
  expect(warmUp.notReadyReasons()).toEqual(['it is warming up']);
  await warmUp.run();
  expect(warmUp.notReadyReasons()).toEqual([]);
  expect(asked).toEqual([3_000]);
  expect(lines).toEqual([expect.objectContaining({ msg: 'warm', rounds: 7, afterMs: 813 })]);
});

test('a rehearsal that fails is a warning', async () => {
  const { lines, warmUp } = setUp(() => Promise.reject(new Error('too few outcomes')));
  await warmUp.run();
  expect(warmUp.notReadyReasons()).toEqual([]);
  expect(lines).toEqual([
    expect.objectContaining({
      level: pino.levels.values['warn'],
      msg: 'the rehearsal failed: the first requests will take longer',
      err: expect.objectContaining({ message: 'too few outcomes' }),
    }),
  ]);
});

test('one that is called off ends, and nothing is to follow', async () => {
  const { warmUp } = setUp(never);
  const over = warmUp.run();
  warmUp.callOff();
  await over;
  expect(warmUp.wasCalledOff).toBe(true);
});

test.each([
  ['has none', undefined, 3_000],
  ['shall have none', never, 0],
] as const)('a service that %s is warm at once and says nothing', async (_which, rehearse, limitMs) => {
  const { lines, warmUp } = setUp(rehearse, limitMs);
  await warmUp.run();
  expect(warmUp.notReadyReasons()).toEqual([]);
  expect(lines).toEqual([]);
});
