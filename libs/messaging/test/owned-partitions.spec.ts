import { OwnedPartitions } from '../src/consumer/owned-partitions';

describe('OwnedPartitions', () => {
  function owned() {
    const clock = { nowMs: 0 };
    const partitions = new OwnedPartitions(6000, () => clock.nowMs);
    const told: string[] = [];
    const end = partitions.onChange((change) => told.push(`${change.topic}:${change.partitions.join()}`));
    return { clock, partitions, told, end };
  }

  it('tells what it gains and loses', () => {
    const { partitions, told, end } = owned();
    partitions.assigned('t', [0, 2]);
    expect([0, 1, 2].map((partition) => partitions.owns('t', partition))).toEqual([true, false, true]);
    partitions.revoked('t');
    partitions.revoked('t');
    expect(partitions.owns('t', 0)).toBe(false);
    end();
    partitions.assigned('t', [1]);
    expect(told).toEqual(['t:0,2', 't:']);
  });

  it('owns nothing that was not confirmed for a session timeout, until it is again', () => {
    const { clock, partitions, told } = owned();
    partitions.assigned('t', [0]);
    clock.nowMs = 5999;
    expect(partitions.owns('t', 0)).toBe(true);
    clock.nowMs = 6000;
    expect(partitions.owns('t', 0)).toBe(false);
    partitions.expire();
    partitions.expire();
    partitions.confirmed('t');
    expect(partitions.owns('t', 0)).toBe(true);
    expect(told).toEqual(['t:0', 't:', 't:0']);
  });
});
