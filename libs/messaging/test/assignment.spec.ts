import { Assignment } from '../src/consumer/assignment';
import { OpenRecords } from '../src/consumer/open-records';

function assigned(limits = { maxOpenRecords: 4, maxOpenBytes: 1000 }) {
  const turns: boolean[] = [];
  const assignment = new Assignment(new OpenRecords(limits, (full) => turns.push(full)));
  assignment.onJoined('me', [0, 1]);
  const at = (partition: number) => {
    const progress = assignment.of(partition);
    if (!progress) throw new Error(`partition ${partition} is not assigned`);
    return progress;
  };
  return { assignment, turns, at };
}

describe('Assignment', () => {
  it('commits the low watermark, and only where it moved', () => {
    const { assignment, at } = assigned();
    for (const offset of [10, 11, 12]) at(0).deliver(offset, 1, offset);
    at(0).release(11, 1);
    expect(assignment.uncommitted()).toEqual([{ partition: 0, offset: 10 }]);
    assignment.markCommitted([{ partition: 0, offset: 10 }]);
    expect(assignment.uncommitted()).toEqual([]);
    at(0).release(10, 1);
    expect(assignment.uncommitted()).toEqual([{ partition: 0, offset: 12 }]);
  });

  it('knows how much is still to be read, once Kafka has said where a partition ends', () => {
    const { assignment, at } = assigned();
    expect(at(0).lag).toBe(0);
    at(0).setEnd(20);
    expect(at(0).lag).toBe(0); // where it begins to read is not known yet
    at(0).deliver(10, 1, 10);
    expect(at(0).lag).toBe(9);
    at(0).advance(14);
    expect(at(0).lag).toBe(5); // what is read lags no more, released or not
    assignment.onJoined('me', [0]);
    at(0).setEnd(30);
    expect([at(0).lag, at(0).deliver(15, 1, 15), at(0).lag]).toEqual([15, 'next', 14]);
    at(0).setEnd(3);
    expect(at(0).lag).toBe(0);
  });

  it('does not deliver again what a partition that stays delivered before', () => {
    const { assignment, at } = assigned();
    expect(at(0).deliver(5, 1, 5)).toBe('next');
    assignment.onJoined('me', [0]);
    expect(at(0).deliver(5, 1, 5)).toBe('known');
    expect(at(0).deliver(6, 1, 6)).toBe('next');
    expect(assignment.of(1)).toBeUndefined();
  });

  it.each<[string, (assignment: Assignment) => void]>([
    ['a record shows it', (assignment) => assignment.reset(0)],
    ['it joins again', (assignment) => assignment.onJoined('me', [0], 'another topic')],
    ['it lost the partition', (assignment) => assignment.onJoined('me again', [1], 'another topic')],
  ])('keeps what it read of a topic that was recreated, and releases nothing by it, where %s', (_how, notice) => {
    const { assignment, at, turns } = assigned();
    assignment.onJoined('me', [0, 1], 'topic');
    for (const offset of [5, 6, 7, 8, 9]) at(0).deliver(offset, 1, offset);
    const before = at(0);
    notice(assignment);
    expect(before.owned).toBe(true);
    expect(turns).toEqual([true, false]);
    before.release(5, 1);
    expect(assignment.uncommitted()).toEqual([]);
  });

  it('owns no more what another reads by now', () => {
    const { assignment, at } = assigned();
    const [stays, goes] = [at(0), at(1)];
    assignment.onJoined('me', [0]);
    expect([stays.owned, goes.owned]).toEqual([true, false]);
    assignment.onJoined('me again', [0]);
    expect(stays.owned).toBe(false);
  });

  it('begins anew when the coordinator had taken it for dead: others may have read on', () => {
    const { assignment, at } = assigned();
    at(0).deliver(5, 1, 5);
    const before = at(0);
    assignment.onJoined('me again', [0]);
    expect(at(0).deliver(300, 1, 300)).toBe('next');
    before.release(5, 1);
    expect(assignment.uncommitted()).toEqual([{ partition: 0, offset: 300 }]);
  });

  it('counts what is open over all partitions: full above the cap, free at half', () => {
    const { turns, at } = assigned();
    for (const offset of [0, 1, 2]) at(0).deliver(offset, 1, offset);
    at(1).deliver(0, 1, 0);
    expect(turns).toEqual([]);
    at(1).deliver(1, 1, 1);
    expect(turns).toEqual([true]);
    at(0).release(0, 1);
    at(0).release(1, 1);
    expect(turns).toEqual([true]);
    at(0).release(2, 1);
    expect(turns).toEqual([true, false]);
  });

  it('is full by bytes too', () => {
    const { turns, at } = assigned();
    at(0).deliver(0, 1001, 0);
    expect(turns).toEqual([true]);
  });

  it('forgets what is open on a partition that is lost', () => {
    const { assignment, turns, at } = assigned();
    for (const offset of [0, 1, 2, 3, 4]) at(0).deliver(offset, 1, offset);
    const lost = at(0);
    assignment.onJoined('me', [1]);
    expect(turns).toEqual([true, false]);
    lost.release(0, 1);
    for (const offset of [0, 1, 2, 3]) at(1).deliver(offset, 1, offset);
    expect(turns).toEqual([true, false]);
  });
});
