import {
  apiKeyText,
  identityOfId,
  parseApiKey,
  publicKeyOf,
  signatureHeader,
  signatureOf,
  topics,
  type AcceptedFields,
  type ApiKey,
  type InferenceCompleted,
  type KeyIssued,
} from '@harmonybatch/contracts';
import {
  Admission,
  AppRegistry,
  Ingest,
  ingestDefaults,
  KeyRegistry,
  PlanBoard,
  PressureBoard,
  RateLimits,
} from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { ingestMetrics } from '@harmonybatch/telemetry';
import { FakePublisher, inboundRecord, ManualClock, RecordedEvents } from '../../../ports/test/fake-ports';

const requested = topics.inferenceRequested.name;
const arrivedAtMs = 1_800_000_000_000;
const keyOf = (byte: number): ApiKey => parseApiKey(apiKeyText(Buffer.alloc(8, byte), Buffer.alloc(32, byte)))!;
const [doorsKey, gatesKey, revokedKey, expiredKey, nobodysKey] = [1, 2, 3, 4, 5].map(keyOf) as [
  ApiKey,
  ApiKey,
  ApiKey,
  ApiKey,
  ApiKey,
];

const issued = (key: ApiKey, app: string, over: Partial<KeyIssued> = {}): KeyIssued => ({
  keyId: key.keyId,
  app,
  publicKey: publicKeyOf(key),
  createdAtMs: 0,
  ...over,
});

function setUp(requireSignatures = false) {
  const [apps, keys, board] = [new AppRegistry(), new KeyRegistry(), new PlanBoard()];
  for (const name of ['doors', 'gates', 'open']) {
    apps.apply(inboundRecord(topics.appRegistered.name, { name, model: 'vgg19', sloMs: 800 }, { key: name }));
  }
  const put = (key: KeyIssued | null, keyId: string): string | null =>
    keys.apply(inboundRecord(topics.keyIssued.name, key, { key: keyId }));
  const all = [
    issued(doorsKey, 'doors'),
    issued(gatesKey, 'gates'),
    issued(revokedKey, 'doors', { revokedAtMs: 1 }),
    issued(expiredKey, 'doors', { expiresAtMs: arrivedAtMs }),
  ];
  for (const key of all) expect(put(key, key.keyId)).toBeNull();
  const [publisher, clock, events] = [new FakePublisher(), new ManualClock(), new RecordedEvents()];
  const admission = new Admission(new PressureBoard(), board, apps, () => 1);
  const gates = { admission, rateLimits: new RateLimits(apps, () => 1) };
  const options = { ...ingestDefaults, requireSignatures };
  const ingest = new Ingest({ publisher, clock, events }, { apps, keys, board }, gates, options);
  return { ingest, publisher, events, put };
}

const bodyOf = (app: string, id?: string): string => JSON.stringify({ app, id, inputs: 1 });

interface Signing {
  readonly value?: string;
  readonly key?: ApiKey;
  readonly signedAtMs?: number;
  readonly headers?: Record<string, string>;
}

/** A record whose signature fits, unless it is changed afterwards. */
function signed({
  value = bodyOf('doors', 'r-1'),
  key = doorsKey,
  signedAtMs = arrivedAtMs,
  headers = {},
}: Signing = {}) {
  const signature = signatureOf({ value: Buffer.from(value), headers }, key, signedAtMs);
  return inboundRecord(requested, value, { headers: { ...headers, [signatureHeader]: signature } });
}

async function outcomeOf(record: InboundRecord, requireSignatures = false) {
  const { ingest, publisher, events } = setUp(requireSignatures);
  await ingest.accept([record]);
  const [accepted] = publisher.values<AcceptedFields>(topics.inferenceAccepted.name);
  const [rejected] = publisher.values<InferenceCompleted>(topics.inferenceCompleted.name);
  return { accepted, rejected, events };
}

test('a request that a key of its app signed is accepted, whatever tracing adds on its way', async () => {
  const record = signed();
  const traced = { ...record, headers: { ...record.headers, traceparent: '00-1' } };
  expect((await outcomeOf(traced)).accepted).toMatchObject({ app: 'doors', id: 'r-1' });
});

test('an app without a key takes what nobody signed, unless all have to sign', async () => {
  const record = inboundRecord(requested, bodyOf('open', 'r-1'));
  expect((await outcomeOf(record)).accepted).toBeDefined();
  expect((await outcomeOf(record, true)).rejected?.error?.code).toBe('unsigned');
});

const unsigned = inboundRecord(requested, bodyOf('doors', 'r-1'));
const altered = (record: InboundRecord, over: Partial<InboundRecord>): InboundRecord => ({ ...record, ...over });
const event = { ce_specversion: '1.0', ce_id: 'r-1', ce_subject: 'doors', ce_source: 's', dataref: 'https://a' };

const refused: [name: string, record: InboundRecord, code: string][] = [
  ['is not signed', unsigned, 'unsigned'],
  ['has another header', altered(unsigned, { headers: { [signatureHeader]: 'v9:x' } }), 'signature_invalid'],
  ['is signed with a key that there is not', signed({ key: nobodysKey }), 'unknown_key'],
  ['is signed with the key of another app', signed({ key: gatesKey }), 'foreign_key'],
  ['is signed with a revoked key', signed({ key: revokedKey }), 'key_expired'],
  ['is signed with an expired key', signed({ key: expiredKey }), 'key_expired'],
  ['names a key that did not sign it', signed({ key: { ...gatesKey, keyId: doorsKey.keyId } }), 'signature_invalid'],
  ['was changed', altered(signed(), { value: Buffer.from(bodyOf('doors', 'r-2')) }), 'signature_invalid'],
  [
    'had a header of its event changed',
    altered(signed({ value: '', headers: event }), {
      headers: { ...signed({ value: '', headers: event }).headers, dataref: 'https://b' },
    }),
    'signature_invalid',
  ],
  ['is sent again later', signed({ signedAtMs: arrivedAtMs - 40_001 }), 'signature_expired'],
  ['is signed ahead of time', signed({ signedAtMs: arrivedAtMs + 10_001 }), 'signature_expired'],
  ['has no id, so that a repeat could not be told', signed({ value: bodyOf('doors') }), 'invalid'],
];

test.each(refused)('a request that %s is refused, and its reason logged and counted', async (_name, record, code) => {
  const { accepted, rejected, events } = await outcomeOf(record);
  expect(accepted).toBeUndefined();
  expect(rejected).toMatchObject({ status: 'rejected', error: { code, hint: expect.any(String) } });
  expect(events.warnings).toEqual([
    {
      message: 'a request was refused: it is not known whose it is',
      details: { app: 'doors', reason: expect.stringMatching(`^${code}: `), partition: 0, offset: 7 },
    },
  ]);
  expect(events.countOf(ingestMetrics.rejected, { code })).toBe(1);
});

test.each(refused)('the outcome of a request that %s takes no id and reaches no app', async (_name, record) => {
  const { rejected } = await outcomeOf(record);
  expect(rejected).toMatchObject({ app: '', id: `${requested}-0-7` });
  expect(rejected?.identity).not.toBe(identityOfId('doors', '', 'r-1'));
});

test('signatures are taken to the last millisecond of their time', async () => {
  for (const signedAtMs of [arrivedAtMs - 40_000, arrivedAtMs + 10_000])
    expect((await outcomeOf(signed({ signedAtMs }))).accepted).toBeDefined();
});

test('a record that is sent again in time is the same request', async () => {
  const { ingest, publisher, events } = setUp();
  const record = signed();
  await ingest.accept([record, { ...record, offset: 8, timestampMs: arrivedAtMs + 39_000 }]);
  const identities = publisher.values<AcceptedFields>(topics.inferenceAccepted.name).map(({ identity }) => identity);
  expect(identities).toEqual([identityOfId('doors', '', 'r-1'), identityOfId('doors', '', 'r-1')]);
  expect(events.countOf(ingestMetrics.repeated)).toBe(1);
});

test('revoking the last key opens an app to nobody; forgetting all of them does', async () => {
  const { ingest, publisher, put } = setUp();
  put(issued(gatesKey, 'gates', { revokedAtMs: 1 }), gatesKey.keyId);
  await ingest.accept([inboundRecord(requested, bodyOf('gates', 'r-1'))]);
  expect(publisher.values(topics.inferenceAccepted.name)).toHaveLength(0);
  put(null, gatesKey.keyId);
  await ingest.accept([inboundRecord(requested, bodyOf('gates', 'r-2'))]);
  expect(publisher.values(topics.inferenceAccepted.name)).toHaveLength(1);
});
