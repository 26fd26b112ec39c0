import { sliceRecords } from '../src/publisher/slicing';
import { SendBudget } from '../src/publisher/send-budget';

const record = (bytes: number) => ({ topic: 't', key: null, value: 'x'.repeat(bytes) });

describe('sliceRecords', () => {
  it('keeps every record once and in order, within the limits', () => {
    const records = [10, 900, 10, 10, 2000, 10].map(record);
    const runs = sliceRecords(records, { maxSendBytes: 1000, maxSendRecords: 2 });
    expect(runs.flatMap((run) => run.records)).toEqual(records);
    for (const run of runs) {
      expect(run.records.length).toBeLessThanOrEqual(2);
      if (run.records.length > 1) expect(run.bytes).toBeLessThanOrEqual(1000);
    }
    expect(runs).toHaveLength(5);
  });

  it('counts key and headers, and refuses what no topic takes', () => {
    const limits = { maxSendBytes: 1000, maxSendRecords: 2 };
    const [plain] = sliceRecords([record(10)], limits);
    const [dressed] = sliceRecords([{ ...record(10), key: 'k'.repeat(100), headers: { h: 'v'.repeat(50) } }], limits);
    expect((dressed?.bytes ?? 0) - (plain?.bytes ?? 0)).toBeGreaterThanOrEqual(151);
    expect(() => sliceRecords([record(5_000_000)], limits)).toThrow(/too large/);
  });
});

describe('SendBudget', () => {
  it('lets publications in while they fit, then in order as others leave', async () => {
    const budget = new SendBudget(100, 10);
    const entered: string[] = [];
    const enter = (name: string, bytes: number) => budget.acquire(bytes, 1).then(() => entered.push(name));
    await enter('a', 60);
    const waiting = [enter('b', 60), enter('c', 10)];
    await Promise.resolve();
    expect(entered).toEqual(['a']);
    budget.release(60, 1);
    await Promise.all(waiting);
    expect(entered).toEqual(['a', 'b', 'c']);
  });

  it('lets one in that is larger than all of it, alone', async () => {
    const budget = new SendBudget(100, 10);
    await budget.acquire(500, 1);
    let second = false;
    const waiting = budget.acquire(1, 1).then(() => (second = true));
    await Promise.resolve();
    expect(second).toBe(false);
    budget.release(500, 1);
    await waiting;
  });
});
