import { topics, type AppRegistered, type ArrivalCounted, type InferenceCompleted } from '@harmonybatch/contracts';
import { Admission, AppRegistry, Ingest, PlanBoard, PressureBoard, RateLimits } from '@harmonybatch/pipeline';
import { ingestMetrics } from '@harmonybatch/telemetry';
import fc from 'fast-check';
import { FakePublisher, inboundRecord, ManualClock, RecordedEvents } from '../../../ports/test/fake-ports';

const requested = topics.inferenceRequested.name;
const accepted = topics.inferenceAccepted.name;
const completed = topics.inferenceCompleted.name;

type Limits = Partial<Pick<AppRegistered, 'maxRateHz' | 'maxBurst' | 'maxInlineBytes'>>;

class Door {
  readonly apps = new AppRegistry();
  readonly publisher = new FakePublisher();
  readonly clock = new ManualClock();
  readonly events = new RecordedEvents();
  private readonly ingest: Ingest;
  private offset = 0;

  constructor(limitsOf: Readonly<Record<string, Limits>>, trafficShare = 1) {
    for (const [name, limits] of Object.entries(limitsOf)) this.register(name, limits);
    const { apps, publisher, clock, events } = this;
    const board = new PlanBoard();
    const admission = new Admission(new PressureBoard(), board, this.apps, () => 1);
    const gates = { admission, rateLimits: new RateLimits(apps, () => trafficShare) };
    this.ingest = new Ingest({ publisher, clock, events }, { apps, board }, gates);
  }

  register(name: string, limits: Limits): void {
    const value = { name, model: 'vgg19', sloMs: 800, ...limits };
    expect(this.apps.apply(inboundRecord(topics.appRegistered.name, value, { key: name }))).toBeNull();
  }

  /** Sends requests of an app that arrived `ageMs` ago; ids are numbers, unless given. */
  send(
    app: string,
    count: number,
    {
      ageMs = 0,
      id,
      maybeRedelivered = false,
    }: { readonly ageMs?: number; readonly id?: string; readonly maybeRedelivered?: boolean } = {},
  ): Promise<void> {
    const timestampMs = this.clock.nowMs() - ageMs;
    const records = Array.from({ length: count }, () => {
      this.offset += 1;
      const value = { app, id: id ?? `r${this.offset}`, inputs: 1 };
      return inboundRecord(requested, value, { offset: this.offset, timestampMs, maybeRedelivered });
    });
    return this.ingest.accept(records);
  }

  sendInputs(app: string, inputs: unknown): Promise<void> {
    this.offset += 1;
    const timestampMs = this.clock.nowMs();
    return this.ingest.accept([inboundRecord(requested, { app, inputs }, { offset: this.offset, timestampMs })]);
  }

  acceptedOf = (app: string): number =>
    this.publisher.values<{ app: string }>(accepted).filter((request) => request.app === app).length;
  refused = (): InferenceCompleted[] => this.publisher.values<InferenceCompleted>(completed);
}

it('holds an app to its rate and burst, says when to come again, and leaves others alone', async () => {
  const door = new Door({ loud: { maxRateHz: 10, maxBurst: 5 }, calm: {} });
  await door.send('loud', 20);
  await door.send('calm', 20);
  // The burst, and what comes in while requests may lie unread.
  expect([door.acceptedOf('loud'), door.acceptedOf('calm')]).toEqual([8, 20]);
  const [first] = door.refused();
  expect(first).toMatchObject({ app: 'loud', id: 'r9', status: 'rejected' });
  expect(first?.error).toMatchObject({ code: 'rate_limited', field: '/app', retryable: true, retryAfterMs: 100 });
  expect(first?.error?.hint).toContain('in 100 ms or later');
  expect(door.events.countOf(ingestMetrics.rejected, { app: 'loud', code: 'rate_limited' })).toBe(12);
  await door.clock.advance(100);
  await door.send('loud', 5);
  expect(door.acceptedOf('loud')).toBe(9);
});

it('makes no plans for what it refuses', async () => {
  const door = new Door({ loud: { maxRateHz: 10, maxBurst: 5 } });
  await door.send('loud', 20);
  await door.clock.advance(1_000);
  expect(door.publisher.values<ArrivalCounted>(topics.arrivalCounted.name).map(({ count }) => count)).toEqual([8]);
});

it('lets a replica through its share of the rate, and the whole burst', async () => {
  const door = new Door({ loud: { maxRateHz: 100, maxBurst: 5 } }, 0.25);
  await door.send('loud', 100);
  // 25 req/s, of which 7.5 may lie unread together.
  expect(door.acceptedOf('loud')).toBe(5 + 7);
  await door.clock.advance(1_000);
  await door.send('loud', 100);
  expect(door.acceptedOf('loud')).toBe(12 + 12);
  await door.clock.advance(200);
  await door.send('loud', 100);
  expect(door.acceptedOf('loud')).toBe(24 + 5);
});

it('takes two seconds of the rate at once where no burst is named, and at least ten requests', async () => {
  const door = new Door({ slow: { maxRateHz: 1 }, quick: { maxRateHz: 50 } });
  await door.send('slow', 200);
  await door.send('quick', 200);
  expect([door.acceptedOf('slow'), door.acceptedOf('quick')]).toEqual([10, 100 + 15]);
});

it('refuses nothing that somebody may have accepted before, and takes nothing of the limit for it', async () => {
  const door = new Door({ app: { maxRateHz: 1, maxBurst: 1 } });
  await door.send('app', 20, { maybeRedelivered: true });
  await door.send('app', 20, { ageMs: 301 });
  expect(door.acceptedOf('app')).toBe(40);
  await door.send('app', 2);
  expect(door.acceptedOf('app')).toBe(41);
});

it('refuses no repeat of what it accepted, and none of what it refused gets in by being repeated', async () => {
  const door = new Door({ app: { maxRateHz: 1, maxBurst: 1 } });
  await door.send('app', 1, { id: 'once' });
  await door.send('app', 3, { id: 'once' });
  expect([door.acceptedOf('app'), door.refused()]).toEqual([4, []]);
  await door.send('app', 3, { id: 'more' });
  expect([door.acceptedOf('app'), door.refused().length]).toEqual([4, 3]);
});

it('follows the registration: a limit that is raised, lifted and set again', async () => {
  const door = new Door({ app: { maxRateHz: 1, maxBurst: 1 } });
  await door.send('app', 5);
  door.register('app', { maxRateHz: 1_000, maxBurst: 1 });
  await door.clock.advance(10);
  await door.send('app', 20);
  door.register('app', {});
  await door.send('app', 20);
  door.register('app', { maxRateHz: 1, maxBurst: 3 });
  await door.send('app', 20);
  expect(door.acceptedOf('app')).toBe(1 + 10 + 20 + 3);
});

it('refuses nobody who keeps to rate and burst, in whatever order and however late its requests are read', async () => {
  const limits = { maxRateHz: 20, maxBurst: 4 };
  const stepMs = 10;
  /** Bursts of at most four, each after the pause that fills the bucket again, and by how many steps each is read late. */
  const bursts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), lateSteps: fc.nat({ max: 30 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(bursts, async (sent) => {
      const door = new Door({ app: limits });
      let atStep = 0;
      const reads = sent.map(({ size, lateSteps }) => {
        const read = { atStep: atStep + lateSteps, size, lateSteps };
        atStep += (size * 1_000) / limits.maxRateHz / stepMs;
        return read;
      });
      for (let step = 0; step <= atStep + 30; step += 1) {
        for (const { size, lateSteps } of reads.filter((read) => read.atStep === step))
          await door.send('app', size, { ageMs: lateSteps * stepMs });
        await door.clock.advance(stepMs);
      }
      expect(door.refused()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('takes inputs of an app up to its own limit where that is the least', async () => {
  const door = new Door({ small: { maxInlineBytes: 1 }, large: {} });
  await door.send('small', 1);
  door.register('small', { maxInlineBytes: 100 });
  const inputs = 'x'.repeat(99);
  await door.sendInputs('small', inputs);
  await door.sendInputs('large', inputs);
  expect([door.acceptedOf('small'), door.acceptedOf('large')]).toEqual([1, 1]);
  expect(door.refused().map(({ error }) => [error?.code, error?.message])).toEqual([
    ['too_large', 'inputs take 101 bytes of JSON; at most 100 are carried inline for app small'],
  ]);
});

it.each([
  [{ maxBurst: 5 }, '/maxBurst: limits nothing without a maxRateHz; add one, or leave maxBurst out'],
  [{ maxRateHz: 1, expectedRateHz: 2 }, expect.stringContaining('/maxRateHz: is below the expectedRateHz of 2')],
  [{ maxRateHz: 0 }, expect.stringContaining('maxRateHz')],
  [{ maxRateHz: 1, maxBurst: 1.5 }, expect.stringContaining('maxBurst')],
  [{ maxInlineBytes: 256 * 1024 + 1 }, expect.stringContaining('maxInlineBytes')],
])('ignores a registration with %j', (limits, fault) => {
  const value = { name: 'app', model: 'vgg19', sloMs: 800, ...limits };
  expect(new AppRegistry().apply(inboundRecord(topics.appRegistered.name, value, { key: 'app' }))).toEqual(fault);
});
