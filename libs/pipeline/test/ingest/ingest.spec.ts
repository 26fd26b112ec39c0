import { deadLetterHeaders, topics, type ArrivalCounted } from '@harmonybatch/contracts';
import { Admission, AppRegistry, Ingest, PlanBoard, PressureBoard } from '@harmonybatch/pipeline';
import { FakePublisher, ManualClock, recordOf, SilentEvents } from '../fake-ports';

const requested = topics.inferenceRequested.name;

function setUp() {
  const apps = new AppRegistry();
  for (const name of ['photos', 'search']) {
    apps.apply(recordOf(topics.appRegistered.name, { name, model: 'vgg19', sloMs: 800 }, { key: name }));
  }
  const [publisher, clock] = [new FakePublisher(), new ManualClock()];
  const board = new PlanBoard();
  const admission = new Admission(new PressureBoard(), board, () => 1);
  const ingest = new Ingest({ publisher, clock, events: new SilentEvents() }, { apps, board }, admission);
  return { ingest, publisher, clock };
}

it('passes everything on, counts arrivals per app and partition, and gives all offsets up', async () => {
  const { ingest, publisher, clock } = setUp();
  const records = [
    recordOf(requested, { app: 'photos', inputs: 1 }, { offset: 3 }),
    recordOf(requested, { app: 'photos', inputs: 1 }, { offset: 5 }),
    recordOf(requested, { app: 'search', inputs: 1 }, { offset: 4 }),
    recordOf(requested, { app: 'photos', inputs: 1 }, { partition: 1, offset: 9 }),
    recordOf(requested, { app: 'nobody', inputs: 1 }, { offset: 6 }),
    recordOf(requested, 'no JSON', { offset: 7, key: 'k' }),
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
    await ingest.accept([recordOf(requested, { app: 'photos', inputs: 1 }, { offset })]);
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
  await ingest.accept([recordOf(requested, bytes, { partition: 2, offset: 7 })]);
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
  const record = recordOf(requested, { app: 'photos', inputs: 1 });
  const accepted = ingest.accept([record]);
  await clock.advance(50);
  expect(record.released).toBe(false);
  await clock.advance(1_000);
  await accepted;
  expect(record.released).toBe(true);
});

it('rejects when Kafka stays away, and has given nothing up', async () => {
  const { ingest, publisher, clock } = setUp();
  publisher.failures = 1_000;
  const record = recordOf(requested, { app: 'photos', inputs: 1 });
  const outcome = ingest.accept([record]).then(
    () => 'resolved',
    () => 'rejected',
  );
  await clock.advance(60_000);
  expect(await outcome).toBe('rejected');
  expect(record.released).toBe(false);
});
