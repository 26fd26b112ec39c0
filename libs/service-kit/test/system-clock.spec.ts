import type { Logger } from 'pino';
import type { ClockOffsetBounds } from '@harmonybatch/ports';
import { serviceMetrics } from '@harmonybatch/telemetry';
import { RecordedEvents } from '../../ports/test/fake-ports';
import { ClockSync } from '../src/system/clock-sync';
import { SystemClock } from '../src/system/system-clock';

/** A machine beside a broker: real time passes for both, and the machine's clock may be set. */
class Machine {
  realMs = 1_800_000_000_000;
  aheadMs = 0;
  monotonicMs = 500;
  readonly clocks = { wallMs: () => this.realMs + this.aheadMs, monotonicMs: () => this.monotonicMs };

  pass(ms: number): void {
    this.realMs += ms;
    this.monotonicMs += ms;
  }

  /** What the broker tells, at most `roundTripMs` apart. */
  window(roundTripMs: number): ClockOffsetBounds {
    const exactMs = this.realMs - this.monotonicMs;
    return { minMs: exactMs - roundTripMs / 2, maxMs: exactMs + roundTripMs / 2 };
  }
}

const started = (aheadMs: number) => {
  const machine = new Machine();
  machine.aheadMs = aheadMs;
  return { machine, clock: new SystemClock(machine.clocks) };
};

describe('the clock of a service', () => {
  it.each([0, 2_000, -60_000, 3_600_000])('that is %i ms ahead is right once it knows Kafka’s', (aheadMs) => {
    const { machine, clock } = started(aheadMs);
    expect(clock.nowMs()).toBe(machine.realMs + aheadMs);
    clock.observe(machine.window(10));
    expect(Math.abs(clock.nowMs() - machine.realMs)).toBeLessThanOrEqual(5);
    expect(Math.abs(clock.skewMs() - aheadMs)).toBeLessThanOrEqual(5);
  });

  it.each([60_000, -60_000, 3_600_000])('that is set by %i ms while it runs goes on as before', (byMs) => {
    const { machine, clock } = started(0);
    clock.observe(machine.window(10));
    machine.pass(1_000);
    machine.aheadMs += byMs;
    expect(Math.abs(clock.nowMs() - machine.realMs)).toBeLessThanOrEqual(5);
    expect(Math.abs(clock.skewMs() - byMs)).toBeLessThanOrEqual(5);
  });

  it('does not move for an answer that was long under way', () => {
    const { machine, clock } = started(50);
    clock.observe(machine.window(2));
    const beforeMs = clock.nowMs();
    clock.observe(machine.window(4_000));
    expect(clock.nowMs()).toBe(beforeMs);
  });
});

describe('the watch over the clock', () => {
  const watched = (aheadMs: number) => {
    const { machine, clock } = started(aheadMs);
    const lines: string[] = [];
    const note = (_details: unknown, text: string) => void lines.push(text);
    const logger = { warn: note, info: note } as unknown as Logger;
    const events = new RecordedEvents();
    const answers: { ask: () => Promise<ClockOffsetBounds | null> } = { ask: async () => machine.window(2) };
    const watch = new ClockSync({ clock, probe: () => answers.ask(), logger, events });
    return { machine, clock, lines, events, answers, watch };
  };

  it('tells a clock that goes wrong once, exports by how much, and tells when it is right again', async () => {
    const { machine, lines, events, watch } = watched(2_000);
    await watch.sync();
    await watch.sync();
    expect(lines).toEqual([expect.stringMatching(/(1999|2000|2001) ms ahead of the brokers'.*NTP/)]);
    const [skew] = await events.readingOf(serviceMetrics.clockSkew);
    expect(skew?.value).toBeCloseTo(2, 2);
    machine.aheadMs = 0;
    await watch.sync();
    expect(lines).toHaveLength(2);
  });

  it('goes on with what it knows where Kafka does not tell', async () => {
    const { machine, clock, lines, answers, watch } = watched(2_000);
    await watch.sync();
    answers.ask = async () => null;
    await watch.sync();
    answers.ask = () => Promise.reject(new Error('no broker'));
    await watch.sync();
    expect(lines.filter((line) => line.includes('broker time could not be read'))).toHaveLength(1);
    expect(Math.abs(clock.nowMs() - machine.realMs)).toBeLessThanOrEqual(1);
  });
});
