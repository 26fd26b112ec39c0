import { ReadPosition } from '../src/server/read-position';
import { StatePartition } from '../src/server/state-partition';

const readings = (position: ReadPosition, records: readonly (readonly [number, number])[]) =>
  records.map(([offset, writtenAtMs]) => position.read(offset, writtenAtMs));

describe('how far a partition was read', () => {
  it('knows what is read again after a rebalance', () => {
    expect(
      readings(new ReadPosition(), [
        [4, 10],
        [5, 12],
        [4, 10],
        [5, 12],
        [6, 12],
      ]),
    ).toEqual(['next', 'next', 'known', 'known', 'next']);
  });

  it('finds a log that was made anew, or cut off and written on', () => {
    const position = new ReadPosition();
    readings(position, [
      [100, 10],
      [101, 12],
    ]);
    expect(position.read(0, 13)).toBe('anew');
    expect(position.read(101, 13)).toBe('anew');
  });

  it('takes offsets without records for what they are', () => {
    expect(
      readings(new ReadPosition(), [
        [0, 1],
        [7, 1],
        [900, 2],
      ]),
    ).toEqual(['next', 'next', 'next']);
  });
});

describe('a partition of state', () => {
  const message = (offset: number, timestamp: number, key: string, value: string | null) => ({
    offset: String(offset),
    timestamp: String(timestamp),
    key: Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: {},
    attributes: 0,
  });
  const told = (partition: StatePartition, ...messages: ReturnType<typeof message>[]) =>
    partition.unread(messages).map(({ key, value }) => `${key}=${value?.toString() ?? ''}`);

  it('that began anew removes the keys that are known before anything else', () => {
    const partition = new StatePartition('things', 0, true);
    told(partition, message(5, 10, 'a', '1'), message(6, 11, 'b', '1'), message(7, 12, 'b', null));
    expect(told(partition, message(0, 20, 'c', '1'), message(1, 21, 'd', '1'))).toEqual(['a=', 'c=1', 'd=1']);
    expect(told(partition, message(0, 20, 'c', '1'))).toEqual([]);
  });

  it('that is not compacted removes nothing', () => {
    const partition = new StatePartition('news', 0, false);
    told(partition, message(5, 10, 'a', '1'));
    expect(told(partition, message(0, 20, 'c', '1'))).toEqual(['c=1']);
  });
});
