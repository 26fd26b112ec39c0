import type { InboundRecord } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { delaySampler, MemoryLog, VirtualClock, type MemoryLogOptions } from '@harmonybatch/memory';

class World {
  readonly clock = new VirtualClock(0);
  readonly log: MemoryLog;
  readonly got: [string, number][] = [];
  readonly records: InboundRecord[] = [];

  constructor(config: Partial<MemoryLogOptions> = {}) {
    this.log = new MemoryLog(this.clock, config);
  }

  readonly take = (records: InboundRecord[]): void => {
    for (const record of records) {
      this.got.push([String(record.value), this.clock.nowMs()]);
      this.records.push(record);
    }
  };

  async write(...values: string[]): Promise<void> {
    await this.log.publish(values.map((value) => ({ topic: 't', key: null, value })));
  }
}

it('a record comes after its hop, and overtakes none', async () => {
  const hops = [5, 1, 10];
  const world = new World({ hopMs: () => hops.shift() ?? 0 });
  await world.write('before');
  await world.clock.advance(10);
  world.log.consume('t', world.take);
  await world.write('first');
  await world.write('second');
  await world.clock.advance(20);
  expect(world.got).toEqual([
    ['before', 11],
    ['first', 20],
    ['second', 20],
  ]);
});

it('a topic that is paused keeps its records until it is resumed', async () => {
  const world = new World();
  world.log.consume('t', world.take);
  const intake = world.log.intake();
  intake.pause('t');
  await world.write('one', 'two');
  await world.clock.advance(5);
  expect(world.got).toEqual([]);
  intake.resume('t');
  await world.clock.advance(0);
  expect(world.got.map(([value]) => value)).toEqual(['one', 'two']);
});

it('without retention, records go once they are given up, and offsets go on', async () => {
  const world = new World({ retain: false });
  world.log.consume('t', world.take);
  for (let index = 0; index < 200; index += 1) await world.write(String(index));
  await world.clock.advance(5);
  expect(world.log.values('t')).toHaveLength(200);
  for (const record of world.records.slice(0, 150)) record.release();
  await world.write('"last"');
  await world.clock.advance(5);
  expect(world.log.values('t').slice(-2)).toEqual([199, 'last']);
  expect(world.log.values('t')).toHaveLength(51);
  expect(world.records.at(-1)?.offset).toBe(200);
});

it('a delay has the mean and the deviation it was given, and is never negative', () => {
  const draw = delaySampler({ meanMs: 8, sdMs: 4 }, SeededRandomness.stream(1, 'hops'));
  const delays = Array.from({ length: 20_000 }, draw);
  const mean = delays.reduce((sum, delayMs) => sum + delayMs, 0) / delays.length;
  const sd = Math.sqrt(delays.reduce((sum, delayMs) => sum + (delayMs - mean) ** 2, 0) / delays.length);
  expect(Math.abs(mean - 8)).toBeLessThan((4 * 4) / Math.sqrt(delays.length));
  expect(Math.abs(sd - 4)).toBeLessThan(0.2);
  expect(Math.min(...delays)).toBeGreaterThan(0);
});

describe('a topic that is made anew', () => {
  const shared = async () => {
    const clock = new VirtualClock(0);
    const log = new MemoryLog(clock);
    const group = log.group('t');
    const taken: InboundRecord[] = [];
    const member = { handle: (records: readonly InboundRecord[]) => void taken.push(...records) };
    group.assign([member], 0);
    const write = (...values: string[]): Promise<void> => {
      log.append(values.map((value) => ({ topic: 't', key: null, value })));
      return clock.advance(5);
    };
    await write('old 0', 'old 1');
    log.recreateTopic('t');
    group.onRecreated();
    return { group, member, taken, write, read: () => taken.map(({ value }) => String(value)).slice(2) };
  };

  it('is read from its beginning where its records tell', async () => {
    const { write, read } = await shared();
    await write('new 0');
    await write('new 1', 'new 2');
    expect(read()).toEqual(['new 0', 'new 1', 'new 2']);
  });

  it('is read on where the old one was left, until its readers join anew', async () => {
    const { group, write, read } = await shared();
    await write('new 0', 'new 1', 'new 2');
    expect(read()).toEqual(['new 2']);
    group.rejoinRecreated();
    expect(read()).toEqual(['new 2', 'new 0', 'new 1', 'new 2']);
  });

  it('is not given up by what was read of the old one, nor before its readers have joined anew', async () => {
    const { group, member, taken, write } = await shared();
    await write('new 0', 'new 1', 'new 2');
    const moved: number[] = [];
    const commit = (): void => group.commit(member, (_partition, _from, to) => void moved.push(to));
    for (const record of taken) record.release();
    commit();
    expect([moved, group.lag]).toEqual([[], 3]);
    group.rejoinRecreated();
    for (const record of taken) record.release();
    commit();
    expect([moved, group.lag]).toEqual([[3], 0]);
  });

  it('leaves what was read of the old one to its reader, who loses what it read of the new one to another', async () => {
    const { group, taken, write } = await shared();
    group.rejoinRecreated();
    await write('new 0');
    const other = { handle: (): void => undefined };
    group.assign([other], 0);
    expect(taken.map(({ value, owned }) => [String(value), owned])).toEqual([
      ['old 0', true],
      ['old 1', true],
      ['new 0', false],
    ]);
  });
});
