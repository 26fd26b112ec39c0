import { topics, type InferenceAccepted } from '@harmonybatch/contracts';
import { Admission, AppRegistry, PlanBoard, PressureBoard } from '@harmonybatch/pipeline';
import { inbound, startMs } from '../fakes/records';

const model = 'vgg19';
const group = (id: string, apps: object[]) => ({
  id: id.repeat(16),
  apps,
  functionName: `hb-${id}`,
  function: { type: 'cpu', vcpu: 1, memoryMb: 512 },
  batchSize: 4,
  latencyMs: { avg: 100, max: 150 },
  costPerRequest: 1,
  meanBatchSize: 2,
  warmInstances: 1,
});
const plan = {
  model,
  modelVersion: '1',
  strategy: 'exact',
  prices: 'prototype-2023-cny',
  catalogue: 'alibaba-2023',
  currency: 'CNY',
  reason: 'first',
  plannedAtMs: startMs,
  planningMs: 1,
  overheadMs: 60,
  costPerRequest: 0,
  costPerSecond: 0,
  groups: [
    group('1', [{ name: 'hot', sloMs: 500, rateHz: 10, timeoutMs: 100 }]),
    group('2', [{ name: 'calm', sloMs: 500, rateHz: 10, timeoutMs: 100 }]),
  ],
  unservable: [],
};

class Door {
  readonly pressure = new PressureBoard();
  private readonly board = new PlanBoard();
  private readonly apps = new AppRegistry();
  readonly admission: Admission;
  nowMs = startMs;

  constructor(partOfTraffic = 1) {
    this.board.apply(inbound({ topic: topics.planPublished.name, key: model, value: plan }));
    this.admission = new Admission(this.pressure, this.board, this.apps, () => partOfTraffic);
  }

  register(name: string, expectedRateHz: number): void {
    const value = { name, model, sloMs: 500, expectedRateHz };
    expect(this.apps.apply(inbound({ topic: topics.appRegistered.name, key: name, value }))).toBeNull();
  }

  behindBy(delayMs: number, by = 'dispatcher', functionName?: string): string | null {
    const value = { model, by, functionName, delayMs, reportedAtMs: this.nowMs };
    return this.pressure.apply(inbound({ topic: topics.pressureReported.name, key: model, value }));
  }

  /** The code of the refusal, or null. */
  ask(app: string, over: Partial<InferenceAccepted> = {}): string | null {
    return this.admission.refusal(this.requestOf(app, over), this.nowMs)?.code ?? null;
  }

  requestOf(app: string, over: Partial<InferenceAccepted> = {}): InferenceAccepted {
    return {
      identity: '0'.repeat(32),
      id: 'x',
      app,
      model,
      arrivedAtMs: this.nowMs,
      deadlineMs: this.nowMs + 500,
      sloMs: 500,
      whenLate: 'expire',
      ...over,
    };
  }

  /** How many of `count` requests are admitted, sent evenly over a second. */
  admittedOf(app: string, count: number, delayMs: number): number {
    let admitted = 0;
    for (let index = 0; index < count; index += 1) {
      this.nowMs += 1_000 / count;
      this.behindBy(delayMs);
      if (this.ask(app) === null) admitted += 1;
    }
    return admitted;
  }
}

describe('while nothing is behind', () => {
  it('everything is admitted, however much it is', () => {
    const door = new Door();
    for (let index = 0; index < 1_000; index += 1) expect(door.ask('hot')).toBeNull();
  });

  it('an app without a plan waits for one', () => {
    const door = new Door();
    door.behindBy(5_000);
    expect(door.ask('newcomer')).toBeNull();
  });
});

describe('while the system is behind', () => {
  it('what could not be answered in time is turned away at once, and what has the time is not', () => {
    const door = new Door();
    door.behindBy(460);
    expect(door.ask('calm')).toBe('overloaded');
    expect(door.ask('calm', { deadlineMs: door.nowMs + 900 })).toBeNull();
    expect(door.ask('calm', { whenLate: 'serve' })).toBeNull();
  });

  it('only requests for the function that is waited for are turned away', () => {
    const door = new Door();
    door.behindBy(5_000, 'dispatcher', 'hb-1');
    door.behindBy(5_000, 'dispatcher', 'hb-of-no-plan');
    expect(door.ask('hot')).toBe('overloaded');
    expect(door.ask('calm')).toBeNull();
  });

  it('a report from a clock far ahead does not hide those that follow', () => {
    const door = new Door();
    door.nowMs += 3_600_000;
    door.behindBy(5_000);
    door.nowMs -= 3_600_000;
    door.behindBy(460);
    expect(door.ask('calm')).toBe('overloaded');
  });

  it('what is read late is passed on, for it may have been accepted before', () => {
    const door = new Door();
    door.behindBy(5_000);
    expect(door.ask('calm', { arrivedAtMs: door.nowMs - 301 })).toBeNull();
    expect(door.ask('calm', { arrivedAtMs: door.nowMs - 299 })).toBe('overloaded');
  });

  it('what another may have read before is passed on, however early, for that one may have accepted it', () => {
    const door = new Door();
    door.behindBy(5_000);
    expect(door.ask('calm', { mayBeAnswered: true })).toBeNull();
    for (let index = 0; index < 100; index += 1) door.ask('hot');
    expect([door.ask('hot', { mayBeAnswered: true }), door.ask('hot')]).toEqual([null, 'overloaded']);
  });

  it('an app that sends more than its share gets its share, and the others all of theirs', () => {
    const door = new Door();
    door.admittedOf('hot', 200, 0);
    expect(door.admittedOf('hot', 200, 150)).toBeLessThan(25);
    expect(door.admittedOf('calm', 15, 150)).toBe(15);
  });

  it('an app that was quiet while its plan was made gets its share of the rate that it is registered with', () => {
    const [quiet, busy] = [new Door(), new Door()];
    quiet.register('calm', 40);
    busy.register('calm', 4);
    const admitted = [quiet, busy].map((door) => {
      door.admittedOf('calm', 400, 0);
      return door.admittedOf('calm', 400, 150);
    });
    expect(admitted[0]).toBeGreaterThan(75);
    expect(admitted[1]).toBeLessThan(25);
    expect(quiet.admission.refusal(quiet.requestOf('calm'), quiet.nowMs)?.message).toBe(
      'the system is behind by 150 ms, and app "calm" sends more than 2 times the 40.00 req/s it is registered with',
    );
    expect(busy.admission.refusal(busy.requestOf('calm'), busy.nowMs)?.message).toMatch(
      /10\.00 req\/s it is planned for/,
    );
  });

  it('a replica that reads half of the traffic gives half of the share', () => {
    const [whole, half] = [new Door(1), new Door(0.5)];
    const admitted = [whole, half].map((door) => {
      door.admittedOf('hot', 400, 0);
      return door.admittedOf('hot', 400, 150);
    });
    expect(admitted[0]! / admitted[1]!).toBeCloseTo(2, 0);
  });

  it('the replica counts that is most behind, and a report ends by itself', () => {
    const door = new Door();
    door.behindBy(5_000);
    door.behindBy(60);
    door.behindBy(0, 'batcher');
    expect(door.pressure.delayMs(model, 'hb-2', door.nowMs)).toBe(5_000);
    door.nowMs += 1_500;
    door.behindBy(60);
    expect(door.pressure.delayMs(model, 'hb-2', door.nowMs)).toBe(60);
    door.nowMs += 2_001;
    expect(door.ask('calm')).toBeNull();
  });
});

it.each([
  ['no JSON', 'oops'],
  ['no model', { by: 'batcher', delayMs: 1, reportedAtMs: 1 }],
  ['a negative delay', { model, by: 'batcher', delayMs: -1, reportedAtMs: 1 }],
])('a report with %s is refused with the reason', (_what, value) => {
  expect(new PressureBoard().apply(inbound({ topic: topics.pressureReported.name, key: model, value }))).not.toBeNull();
});
