import { SendHealth } from '../src/publisher/send-health';

describe('the health of sends', () => {
  let nowMs = 0;
  const passing = new Error('the broker is away');
  const failing = async (): Promise<void> => {
    throw passing;
  };
  const watched = () => {
    nowMs = 0;
    return new SendHealth(() => nowMs);
  };

  it('is bad while a send goes unacknowledged for long, and good again when it is acknowledged', async () => {
    const health = watched();
    let acknowledge: () => void = () => undefined;
    const sent = health.watch(
      () => new Promise<void>((resolve) => (acknowledge = resolve)),
      () => true,
    );
    nowMs = 5_000;
    expect(health.notReadyReasons()).toEqual([]);
    nowMs = 9_000;
    expect(health.notReadyReasons()).toEqual(['Kafka has not acknowledged a send for 9 s']);
    acknowledge();
    await sent;
    expect(health.notReadyReasons()).toEqual([]);
  });

  it('is bad while sends fail one after another, and says why', async () => {
    const health = watched();
    for (const atMs of [0, 3_000, 6_000]) {
      nowMs = atMs;
      await expect(health.watch(failing, () => true)).rejects.toBe(passing);
    }
    expect(health.notReadyReasons()).toEqual(['Kafka has acknowledged no record for 6 s: the broker is away']);
    await health.watch(
      async () => undefined,
      () => true,
    );
    expect(health.notReadyReasons()).toEqual([]);
  });

  it('is not judged by what only that record is refused for', async () => {
    const health = watched();
    await expect(health.watch(failing, () => false)).rejects.toBe(passing);
    nowMs = 10_000;
    expect(health.notReadyReasons()).toEqual([]);
  });

  it('forgets a failure after which nothing was sent', async () => {
    const health = watched();
    await expect(health.watch(failing, () => true)).rejects.toBe(passing);
    nowMs = 10_000;
    expect(health.notReadyReasons()).toHaveLength(1);
    nowMs = 31_000;
    expect(health.notReadyReasons()).toEqual([]);
  });
});
