import { topics } from '@harmonybatch/contracts';
import { Admission, AppRegistry, Ingest, PlanBoard, PressureBoard, RateLimits } from '@harmonybatch/pipeline';
import { FakePublisher, inboundRecord, ManualClock, RecordedEvents } from '../../../ports/test/fake-ports';

const requested = topics.inferenceRequested.name;

/** What an ingest says in its log of these requests, of the app `photos` with one request a second. */
async function saidOf(...requests: readonly object[]) {
  const [apps, board, events, publisher] = [
    new AppRegistry(),
    new PlanBoard(),
    new RecordedEvents(),
    new FakePublisher(),
  ];
  const app = { name: 'photos', model: 'vgg19', sloMs: 800, maxRateHz: 1, maxBurst: 1 };
  apps.apply(inboundRecord(topics.appRegistered.name, app, { key: 'photos' }));
  const gates = {
    admission: new Admission(new PressureBoard(), board, apps, () => 1),
    rateLimits: new RateLimits(apps, () => 1),
  };
  const ingest = new Ingest({ publisher, clock: new ManualClock(), events }, { apps, board }, gates);
  await ingest.accept(requests.map((request, index) => inboundRecord(requested, request, { offset: 7 + index })));
  return events.warnings;
}

it('says nothing of a request that is accepted', async () => {
  expect(await saidOf({ app: 'photos', id: 'a', inputs: 1 })).toEqual([]);
});

it.each<[string, object, string, RegExp]>([
  [
    'longer than any request may be',
    { app: 'photos', id: 'a', inputs: 'x'.repeat(2_000_000) },
    'too_large',
    /^the record takes 20000\d\d bytes; a request takes at most \d+$/,
  ],
  [
    'with inputs that are too large',
    { app: 'photos', id: 'a', inputs: 'x'.repeat(300_000) },
    'too_large',
    /^inputs take 300002 bytes of JSON; at most 262144 are carried inline$/,
  ],
  ['of an app that there is not', { app: 'nobody', id: 'a', inputs: 1 }, 'unknown_app', /nobody/],
  ['that has a wrong field', { app: 'photos', id: 'a', inputs: 1, sloMs: -1 }, 'invalid', /sloMs/],
])('says why a request %s is refused, and whose it is', async (_what, request, code, reason) => {
  expect(await saidOf(request)).toEqual([
    {
      message: `a request was refused: ${code}`,
      details: {
        app: (request as { app: string }).app,
        requestId: 'a',
        code,
        reason: expect.stringMatching(reason),
        partition: 0,
        offset: 7,
      },
    },
  ]);
});

it('says of each request that its app sends too many', async () => {
  const said = await saidOf(...['a', 'b', 'c'].map((id) => ({ app: 'photos', id, inputs: 1 })));
  expect(said.map(({ message, details }) => [message, details['requestId'], details['offset']])).toEqual([
    ['a request was refused: rate_limited', 'b', 8],
    ['a request was refused: rate_limited', 'c', 9],
  ]);
  expect(said[0]?.details['reason']).toMatch(/^app "photos" sends more than the 1 req\/s that it may/);
});

it('writes what steers a terminal as text, and no more of a name than a name may have', async () => {
  const [said] = await saidOf({ app: `\u001b[2J${'x'.repeat(10_000)}`, id: 'a\u202e', inputs: 1 });
  expect(said?.details).toMatchObject({ app: expect.stringMatching(/^\\u001b\[2Jx+…$/), requestId: 'a\\u202e' });
  expect((said?.details['app'] as string).length).toBeLessThan(300);
});
