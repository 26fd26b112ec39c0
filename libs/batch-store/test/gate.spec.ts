import { Gate } from '../src/gate';

const retryMs = 1;
const longMs = 60_000;

describe('a gate', () => {
  it('lets whoever waits and whoever comes go on once it is open', async () => {
    const gate = new Gate(retryMs);
    const waiting = [gate.untilOpen(), gate.pass(longMs, async () => 'early')];
    gate.letIn();
    expect(await Promise.all([...waiting, gate.pass(longMs, async () => 'late')])).toEqual([
      undefined,
      'early',
      'late',
    ]);
  });

  it('tells all why, at once, until it is opened; who waits until then still does', async () => {
    const gate = new Gate(retryMs);
    const [early, patient] = [gate.pass(longMs, async () => 'never'), gate.untilOpen()];
    gate.refuse('the server is full');
    await expect(early).rejects.toThrow('the server is full');
    await expect(gate.passed()).rejects.toThrow('the server is full');
    gate.letIn();
    await expect(patient).resolves.toBeUndefined();
    expect([gate.isOpen, gate.fault]).toEqual([true, null]);
  });

  it('shut for no known reason has calls wait', async () => {
    const gate = new Gate(retryMs);
    gate.letIn();
    gate.shut();
    const waiting = gate.pass(longMs, async () => 'passed');
    gate.letIn();
    expect(await waiting).toBe('passed');
  });

  it('begins work anew that failed, but not where the reason is known', async () => {
    const gate = new Gate(retryMs);
    gate.letIn();
    const failsOnce = jest.fn().mockRejectedValueOnce(new Error('cut')).mockResolvedValue('done');
    expect(await gate.pass(longMs, failsOnce)).toBe('done');
    let fault: string | null = null;
    const fails = jest.fn(async () => {
      fault = 'its node is away';
      throw new Error('cut');
    });
    await expect(gate.pass(longMs, fails, () => fault)).rejects.toThrow('its node is away');
    await expect(gate.pass(longMs, fails, () => fault)).rejects.toThrow('its node is away');
    expect(fails).toHaveBeenCalledTimes(1);
  });

  it('begins nothing for a caller that gave up', async () => {
    const gate = new Gate(retryMs);
    const work = jest.fn(async () => 'done');
    await expect(gate.pass(retryMs, work)).rejects.toThrow('no answer in 1 ms');
    gate.letIn();
    await gate.passed();
    await new Promise((resolve) => setImmediate(resolve));
    expect(work).not.toHaveBeenCalled();
  });
});
