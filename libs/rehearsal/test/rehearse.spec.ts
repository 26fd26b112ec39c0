import { VirtualClock } from '@harmonybatch/memory';
import { sleep } from '@harmonybatch/ports';
import { rehearse, type Rehearsal } from '../src';

const longEnoughMs = 60_000;

/** Rounds that take so long, ms of virtual time, the last of them again and again. */
class TimedRounds implements Rehearsal {
  played = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly roundsMs: readonly number[],
  ) {}

  async round(): Promise<void> {
    const ms = this.roundsMs[Math.min(this.played, this.roundsMs.length - 1)]!;
    this.played += 1;
    await sleep(this.clock, ms);
  }
}

function setUp(roundsMs: readonly number[], limitMs = 3_000) {
  const clock = new VirtualClock(0);
  const rounds = new TimedRounds(clock, roundsMs);
  const end = new AbortController();
  const report = rehearse(rounds, { clock, limitMs, signal: end.signal });
  return { clock, rounds, end, report };
}

test('it ends when rounds get no faster', async () => {
  const { clock, rounds, report } = setUp([400, 200, 100, 50, 20]);
  await clock.advance(longEnoughMs);
  expect(await report).toEqual({ rounds: 13, durationMs: 400 + 200 + 100 + 50 + 9 * 20 });
  expect(rounds.played).toBe(13);
});

test('it ends at its limit, and does not wait for the round that is under way', async () => {
  const { clock, report } = setUp([Infinity], 3_000);
  await clock.advance(3_000);
  expect(await report).toEqual({ rounds: 0, durationMs: 3_000 });
});

test('it ends when it is called off, and plays no further round', async () => {
  const { clock, rounds, end, report } = setUp([100]);
  await clock.advance(250);
  end.abort();
  expect(await report).toEqual({ rounds: 2, durationMs: 250 });
  await clock.advance(longEnoughMs);
  expect(rounds.played).toBe(3);
});

test('one that was called off before plays nothing', async () => {
  const clock = new VirtualClock(0);
  const rounds = new TimedRounds(clock, [100]);
  const report = await rehearse(rounds, { clock, limitMs: 3_000, signal: AbortSignal.abort() });
  expect(report).toEqual({ rounds: 0, durationMs: 0 });
  expect(rounds.played).toBe(0);
});

test('it rejects with what a round rejects with', async () => {
  const clock = new VirtualClock(0);
  const round = (): Promise<void> => Promise.reject(new Error('too few outcomes'));
  const report = rehearse({ round }, { clock, limitMs: 3_000, signal: new AbortController().signal });
  await expect(report).rejects.toThrow('too few outcomes');
});
