import { ReadPosition } from '@harmonybatch/ports';

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
