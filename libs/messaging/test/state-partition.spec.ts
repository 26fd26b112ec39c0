import { StatePartition } from '../src/state/state-partition';

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
