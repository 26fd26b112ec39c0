import type { Admin } from 'kafkajs';
import { Assignment } from '../src/consumer/assignment';
import { EndOffsetsAtJoin } from '../src/consumer/end-offsets-at-join';
import { OpenRecords } from '../src/consumer/open-records';

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function joined() {
  const assignment = new Assignment(new OpenRecords({ maxOpenRecords: 9, maxOpenBytes: 9 }, nothing));
  assignment.onJoined('me', [0, 1]);
  const log = { ends: ['5', '0'], isAway: false };
  const fetchTopicOffsets = async () => {
    if (log.isAway) throw new Error('no broker');
    return log.ends.map((high, partition) => ({ partition, offset: high, high, low: '0' }));
  };
  const admin = { connect: async () => undefined, disconnect: async () => undefined, fetchTopicOffsets };
  const kafka = { admin: () => admin as unknown as Admin };
  const readBefore = (partition: number, offset: number) => assignment.of(partition)?.isMaybeRedelivered(offset);
  return { assignment, log, ends: new EndOffsetsAtJoin(kafka, 'work', assignment, silent), readBefore };
}

describe('what another may have read before', () => {
  it('is what was there when a partition was given to this consumer; until that is known, everything', async () => {
    const { ends, readBefore } = joined();
    expect([readBefore(0, 99), readBefore(1, 0)]).toEqual([true, true]);
    await ends.fetch();
    expect([readBefore(0, 4), readBefore(0, 5), readBefore(1, 0)]).toEqual([true, false, false]);
  });

  it('stays the same for a partition that stays, and is another for one that was lost in between', async () => {
    const { assignment, ends, readBefore, log } = joined();
    await ends.fetch();
    log.ends = ['7', '7'];
    assignment.onJoined('me', [0]);
    assignment.onJoined('me', [0, 1]);
    await ends.fetch();
    expect([readBefore(0, 5), readBefore(1, 6), readBefore(1, 7)]).toEqual([false, true, false]);
  });

  it('is asked for again where Kafka does not answer', async () => {
    jest.useFakeTimers();
    try {
      const { ends, readBefore, log } = joined();
      log.isAway = true;
      await ends.fetch();
      expect(readBefore(0, 99)).toBe(true);
      log.isAway = false;
      await jest.advanceTimersByTimeAsync(1_000);
      expect(readBefore(0, 99)).toBe(false);
      await ends.close();
    } finally {
      jest.useRealTimers();
    }
  });
});

it('the ends of today are what is still to be read is counted to, and stay as they are while Kafka does not answer', async () => {
  const { assignment, ends, log, readBefore } = joined();
  const lags = () => [0, 1].map((partition) => assignment.of(partition)!.lag);
  await ends.fetch();
  for (const partition of [0, 1]) assignment.of(partition)!.deliver(0, 1, 1);
  log.ends = ['9', '4'];
  await ends.refresh();
  expect(lags()).toEqual([8, 3]);
  expect(readBefore(0, 5)).toBe(false);
  log.isAway = true;
  log.ends = ['99', '99'];
  await ends.refresh();
  expect(lags()).toEqual([8, 3]);
});
