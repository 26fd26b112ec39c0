import { VirtualClock } from '@harmonybatch/memory';

it('timers run at their times, those of the same time in the order in which they were set', async () => {
  const clock = new VirtualClock(1_000);
  const ran: [string, number][] = [];
  const note = (name: string) => (): void => void ran.push([name, clock.nowMs()]);
  for (const [delayMs, name] of [
    [30, 'c'],
    [10, 'a'],
    [30, 'd'],
    [20, 'b'],
    [31, 'not yet'],
  ] as const) {
    clock.after(delayMs, note(name));
  }
  clock.after(5, note('cancelled')).cancel();
  await clock.advance(30);
  expect(ran).toEqual([
    ['a', 1_010],
    ['b', 1_020],
    ['c', 1_030],
    ['d', 1_030],
  ]);
  expect(clock.nowMs()).toBe(1_030);
});

it('what a timer sets off settles before the next one, however long the chain of promises', async () => {
  const clock = new VirtualClock(0);
  const ran: string[] = [];
  const chain = async (): Promise<void> => {
    for (let link = 0; link < 1_000; link += 1) await Promise.resolve();
    ran.push('settled');
    clock.after(0, () => ran.push('set by it'));
  };
  clock.after(1, () => void chain());
  clock.after(1, () => ran.push('next'));
  await clock.advance(1);
  expect(ran).toEqual(['settled', 'next', 'set by it']);
});

it('many timers in no order come in order', async () => {
  const clock = new VirtualClock(0);
  const ran: number[] = [];
  for (let index = 0; index < 1_000; index += 1) clock.after((index * 7_919) % 1_000, () => ran.push(clock.nowMs()));
  await clock.advance(1_000);
  expect(ran).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
});

it('an action that throws ends the advance', async () => {
  const clock = new VirtualClock(0);
  clock.after(1, () => {
    throw new Error('wrong');
  });
  await expect(clock.advance(2)).rejects.toThrow('wrong');
});
