import { deadLetterHeaders, topics, type ArrivalCounted, type InferenceAccepted } from '@harmonybatch/contracts';
import { Admission, AppRegistry, Ingest, PlanBoard, PressureBoard, RateLimits } from '@harmonybatch/pipeline';
import { ingestMetrics, serviceMetrics, unregistered } from '@harmonybatch/telemetry';
import { FakePublisher, inboundRecord, ManualClock, RecordedEvents } from '../../../ports/test/fake-ports';

const requested = topics.inferenceRequested.name;

function setUp() {
  const apps = new AppRegistry();
  for (const name of ['photos', 'search']) {
    apps.apply(inboundRecord(topics.appRegistered.name, { name, model: 'vgg19', sloMs: 800 }, { key: name }));
  }
  const [publisher, clock] = [new FakePublisher(), new ManualClock()];
  const board = new PlanBoard();
  const admission = new Admission(new PressureBoard(), board, apps, () => 1);
  const gates = { admission, rateLimits: new RateLimits(apps, () => 1) };
  const events = new RecordedEvents();
  const ingest = new Ingest({ publisher, clock, events }, { apps, board }, gates);
  return { ingest, publisher, clock, events };
}

it('passes everything on, counts arrivals per app and partition, and gives all offsets up', async () => {
  const { ingest, publisher, clock } = setUp();
  const records = [
    inboundRecord(requested, { app: 'photos', inputs: 1 }, { offset: 3 }),
    inboundRecord(requested, { app: 'photos', inputs: 1 }, { offset: 5 }),
    inboundRecord(requested, { app: 'search', inputs: 1 }, { offset: 4 }),
    inboundRecord(requested, { app: 'photos', inputs: 1 }, { partition: 1, offset: 9 }),
    inboundRecord(requested, { app: 'nobody', inputs: 1 }, { offset: 6 }),
    inboundRecord(requested, 'no JSON', { offset: 7, key: 'k' }),
  ];
  await ingest.accept(records);
  const byTopic = (name: string) => publisher.records.filter(({ topic }) => topic === name).length;
  expect([topics.inferenceAccepted.name, topics.inferenceCompleted.name, `${requested}.dead`].map(byTopic)).toEqual([
    4, 1, 1,
  ]);
  await clock.advance(1_000);
  const counts = publisher.values<ArrivalCounted>(topics.arrivalCounted.name);
  expect(
    counts.map(({ app, partition, firstOffset, lastOffset, count }) => [
      app,
      partition,
      firstOffset,
      lastOffset,
      count,
    ]),
  ).toEqual([
    ['photos', 0, 3, 5, 2],
    ['search', 0, 4, 4, 1],
    ['photos', 1, 9, 9, 1],
  ]);
  expect(records.every(({ released }) => released)).toBe(true);
});

it('gathers counts for a moment, over several fetches, and tells them once', async () => {
  const { ingest, publisher, clock } = setUp();
  for (const offset of [3, 4, 5]) {
    await ingest.accept([inboundRecord(requested, { app: 'photos', inputs: 1 }, { offset })]);
    await clock.advance(50);
  }
  expect(publisher.values(topics.arrivalCounted.name)).toEqual([]);
  await clock.advance(1_000);
  const counts = publisher.values<ArrivalCounted>(topics.arrivalCounted.name);
  expect(counts.map(({ firstOffset, lastOffset, count }) => [firstOffset, lastOffset, count])).toEqual([[3, 5, 3]]);
});

it('buries a record byte for byte, with its origin', async () => {
  const { ingest, publisher } = setUp();
  const bytes = Buffer.from([0xc3, 0x28, 0x00]);
  await ingest.accept([inboundRecord(requested, bytes, { partition: 2, offset: 7 })]);
  const [dead] = publisher.records;
  expect(dead?.value).toEqual(bytes);
  expect(dead?.headers).toMatchObject({
    [deadLetterHeaders.topic]: requested,
    [deadLetterHeaders.partition]: '2',
    [deadLetterHeaders.offset]: '7',
    [deadLetterHeaders.code]: 'malformed',
    [deadLetterHeaders.service]: 'ingest',
  });
});

it('gives nothing up before it is acknowledged, and tries again', async () => {
  const { ingest, publisher, clock } = setUp();
  publisher.failures = 2;
  const record = inboundRecord(requested, { app: 'photos', inputs: 1 });
  const accepted = ingest.accept([record]);
  await clock.advance(50);
  expect(record.released).toBe(false);
  await clock.advance(1_000);
  await accepted;
  expect(record.released).toBe(true);
});

describe('what was accepted of a partition that another reads by now may have been rejected there, and says so', () => {
  const marks = (publisher: FakePublisher) =>
    publisher
      .values<InferenceAccepted>(topics.inferenceAccepted.name)
      .map(({ id, mayBeAnswered }) => [id, mayBeAnswered]);
  const twoRequests = () =>
    ['lost', 'kept'].map((id, offset) =>
      Object.assign(inboundRecord(requested, { app: 'photos', id, inputs: 1 }, { offset }), { owned: true }),
    );

  it('when it is sent again', async () => {
    const { ingest, publisher, clock } = setUp();
    publisher.failures = 1;
    const records = twoRequests();
    const accepted = ingest.accept(records);
    await clock.advance(50);
    records[0]!.owned = false;
    await clock.advance(1_000);
    await accepted;
    expect(marks(publisher)).toEqual([
      ['lost', true],
      ['kept', undefined],
    ]);
  });

  it('when it was lost before a send', async () => {
    const { ingest, publisher } = setUp();
    const records = twoRequests();
    const publish = publisher.publish.bind(publisher);
    publisher.publish = (...args) => {
      records[0]!.owned = false;
      return publish(...args);
    };
    await ingest.accept(records);
    expect(marks(publisher)).toEqual([
      ['lost', true],
      ['kept', undefined],
    ]);
    expect(records.map(({ released }) => released)).toEqual([true, true]);
  });
});

it('rejects when Kafka stays away, and has given nothing up', async () => {
  const { ingest, publisher, clock } = setUp();
  publisher.failures = 1_000;
  const record = inboundRecord(requested, { app: 'photos', inputs: 1 });
  const outcome = ingest.accept([record]).then(
    () => 'resolved',
    () => 'rejected',
  );
  await clock.advance(60_000);
  expect(await outcome).toBe('rejected');
  expect(record.released).toBe(false);
});

it('hands large records over part by part, and what is done is not done again', async () => {
  const { ingest, publisher, clock } = setUp();
  const inputs = 'x'.repeat(250_000);
  const records = Array.from({ length: 9 }, (_, offset) =>
    inboundRecord(requested, { app: 'photos', inputs }, { offset }),
  );
  const sizes: number[] = [];
  const publish = publisher.publish.bind(publisher);
  publisher.publish = async (part, ...rest) => {
    sizes.push(part.length);
    if (sizes.length === 3) publisher.failures = 1_000;
    await publish(part, ...rest);
  };
  const outcome = ingest.accept(records).catch(() => 'rejected');
  await clock.advance(60_000);
  expect(await outcome).toBe('rejected');
  expect(sizes.slice(0, 3)).toEqual([4, 4, 1]);
  expect(records.map(({ released }) => released)).toEqual([...Array<boolean>(8).fill(true), false]);
});

it('notices an id that comes again, and not a record that is read again', async () => {
  const { ingest, publisher, clock, events } = setUp();
  const send = (value: object, offset: number) => ingest.accept([inboundRecord(requested, value, { offset })]);
  const repeats = (): number => events.countOf(ingestMetrics.repeated);
  await send({ app: 'photos', id: 'x', inputs: 1 }, 1);
  await send({ app: 'photos', id: 'x', inputs: 1 }, 1);
  await send({ app: 'search', id: 'x', inputs: 1 }, 2);
  await send({ app: 'photos', inputs: 1 }, 3);
  expect(repeats()).toBe(0);
  await send({ app: 'photos', id: 'x', inputs: 2 }, 4);
  await clock.advance(60_000);
  await send({ app: 'photos', id: 'x', sloMs: -1 }, 5);
  expect(repeats()).toBe(2);
  expect(publisher.records.filter(({ topic }) => topic === topics.inferenceAccepted.name)).toHaveLength(5);
  await clock.advance(600_000);
  await send({ app: 'photos', id: 'x', inputs: 1 }, 6);
  await clock.advance(600_000);
  await send({ app: 'photos', id: 'x', inputs: 1 }, 7);
  expect(repeats()).toBe(2);
});

it('counts what was asked for and what became of it, by names that are registered alone', async () => {
  const { ingest, events } = setUp();
  await ingest.accept([
    inboundRecord(requested, { app: 'photos', inputs: 1 }, { offset: 1 }),
    inboundRecord(requested, { app: 'photos', inputs: 1, sloMs: 150 }, { offset: 2 }),
    inboundRecord(requested, { app: 'search', inputs: 1, sloMs: -1 }, { offset: 3 }),
    inboundRecord(requested, { app: 'made-up', inputs: 1 }, { offset: 4 }),
    inboundRecord(requested, 'no JSON', { offset: 5 }),
  ]);
  const { received, accepted, rejected } = ingestMetrics;
  expect(events.countOf(received, { model: 'vgg19', app: 'photos' })).toBe(2);
  expect(events.countOf(received, { model: 'vgg19', app: 'search' })).toBe(1);
  expect(events.countOf(received, { model: unregistered, app: unregistered })).toBe(2);
  expect(events.countOf(accepted, { model: 'vgg19', app: 'photos', slo_class: '1s' })).toBe(1);
  expect(events.countOf(accepted, { model: 'vgg19', app: 'photos', slo_class: '200ms' })).toBe(1);
  expect(events.countOf(rejected, { app: 'search', code: 'invalid' })).toBe(1);
  expect(events.countOf(rejected, { app: unregistered, code: 'unknown_app' })).toBe(1);
  expect(events.countOf(serviceMetrics.deadLetters, { topic: requested, code: 'malformed' })).toBe(1);
  expect([accepted, rejected, serviceMetrics.deadLetters].map((metric) => events.countOf(metric))).toEqual([2, 2, 1]);
});
