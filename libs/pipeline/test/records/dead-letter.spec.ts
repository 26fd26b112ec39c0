import {
  deadLetterHeaders,
  headersLeftOutHeader,
  keptHeaderName,
  limits,
  originalHeaderName,
  topics,
} from '@harmonybatch/contracts';
import fc from 'fast-check';
import { deadLetterRecord } from '@harmonybatch/pipeline';
import { recordBytes } from '@harmonybatch/ports';
import { inbound } from '../fakes/records';

const requested = topics.inferenceRequested.name;

it('keeps the headers of the original beside its own', () => {
  const record = inbound({ headers: { ce_id: 'a', traceparent: '00-1' }, value: '{', key: 'k' });
  const letter = deadLetterRecord(record, 'ingest', 'malformed', 'no JSON');
  expect(letter).toMatchObject({ topic: `${requested}.dead`, key: 'k', value: Buffer.from('{') });
  expect(letter.headers).toMatchObject({ ce_id: 'a', traceparent: '00-1', [deadLetterHeaders.topic]: requested });
});

it('keeps key and headers as bytes where they are no text', () => {
  const bytes = Buffer.from([0xc3, 0x28]);
  const raw = { key: bytes, headers: { ce_id: [bytes, bytes], 'hb-reason': [bytes] } };
  const letter = deadLetterRecord(inbound({ raw }), 'ingest', 'malformed', 'no JSON');
  expect(letter.raw).toEqual({ key: bytes, headers: { ce_id: [bytes, bytes], 'hb-original-hb-reason': [bytes] } });
});

it('is no larger than its original by more than its topic allows, whatever the headers', () => {
  const headers = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`hb-${index}`, 'x']));
  const letter = deadLetterRecord(inbound({ headers }), 'ingest', 'malformed', 'é'.repeat(5_000));
  const bytes = Object.entries(letter.headers ?? {}).reduce(
    (sum, [name, value]) => sum + name.length + 3 * value.length,
    0,
  );
  expect(bytes).toBeLessThan(64 * 1024);
});

it('goes without the headers of its original where it could not be carried with them', () => {
  const name = '\uFFFD'.repeat(limits.maxRecordBytes / 3 + 50_000);
  const raw = { key: Buffer.from('k'), headers: { [name]: [Buffer.from('a')] } };
  const letter = deadLetterRecord(inbound({ headers: { [name]: 'a' }, raw }), 'ingest', 'malformed', 'no JSON');
  expect(recordBytes(letter)).toBeLessThan(2_000);
  expect(letter).toMatchObject({
    headers: { [headersLeftOutHeader]: 'true', [deadLetterHeaders.topic]: requested },
    raw: { key: Buffer.from('k'), headers: {} },
  });
});

it('goes without them where nobody could read them all', () => {
  const headers = Object.fromEntries(Array.from({ length: limits.maxHeaders }, (_, index) => [`h${index}`, 'x']));
  const letter = deadLetterRecord(inbound({ headers }), 'ingest', 'malformed', 'no JSON');
  expect(Object.keys(letter.headers ?? {})).toHaveLength(Object.keys(deadLetterHeaders).length + 1);
});

it('gives every header back under the name it had', () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom(...Object.values(deadLetterHeaders)),
    fc.string().map((text) => `hb-original-${text}`),
  );
  fc.assert(
    fc.property(name, (header) => originalHeaderName(keptHeaderName(header)) === header),
    { seed: 20240617 },
  );
  for (const header of Object.values(deadLetterHeaders)) expect(originalHeaderName(header)).toBeNull();
});
