import { deadLetterHeaders, resentFromHeader } from '@harmonybatch/contracts';
import type { ProducerBatch } from 'kafkajs';
import {
  bytesOf,
  deadTopicNamed,
  NewestLetters,
  OldestLetters,
  placeText,
  readDeadRecord,
  readPlace,
  resendLetters,
  resentNote,
  whyLeftOut,
  whyNotResendable,
  type DeadLetter,
  type HeaderBytes,
} from '../src';

const topic = 'inference.requested.dead';
const badUtf8 = Buffer.from([0xc3, 0x28, 0x00]);
const ours = {
  [deadLetterHeaders.topic]: [Buffer.from('inference.requested')],
  [deadLetterHeaders.partition]: [Buffer.from('2')],
  [deadLetterHeaders.offset]: [Buffer.from('17')],
  [deadLetterHeaders.timestampMs]: [Buffer.from('1700000000000')],
  [deadLetterHeaders.code]: [Buffer.from('malformed')],
  [deadLetterHeaders.reason]: [Buffer.from('no JSON')],
  [deadLetterHeaders.service]: [Buffer.from('ingest')],
};

const readWith = (headers: HeaderBytes, value: Buffer | null = badUtf8, offset = 5, at = topic) =>
  readDeadRecord({
    ...{ topic: at, partition: 0, offset, timestampMs: 1_700_000_000_500 + offset },
    ...{ key: badUtf8, value, headers },
  });

function letterOf(offset = 5, more: HeaderBytes = {}, at = topic): DeadLetter {
  const read = readWith({ ...ours, ce_id: [Buffer.from('a'), badUtf8], ...more }, badUtf8, offset, at);
  if (read.kind !== 'letter') throw new Error('no letter');
  return read.letter;
}

test('a letter says where it came from and why, and has only the headers of its original', () => {
  const letter = letterOf();
  expect(letter).toMatchObject({ service: 'ingest', code: 'malformed', key: badUtf8, value: badUtf8 });
  expect(letter.origin).toMatchObject({ topic: 'inference.requested', partition: '2', offset: '17' });
  expect(letter.headers).toEqual({ ce_id: [Buffer.from('a'), badUtf8] });
});

test('a letter that claims to come from elsewhere has no origin', () => {
  for (const claimed of ['plan.requested', 'nowhere', 'constructor', '__proto__', '']) {
    const read = readWith({ ...ours, [deadLetterHeaders.topic]: [Buffer.from(claimed)] });
    expect(read.kind === 'letter' && read.letter.origin).toBeUndefined();
  }
});

test('a note names the letters that were resent', () => {
  const places = [
    { topic, partition: 0, offset: 5 },
    { topic, partition: 0, offset: 9 },
  ];
  const { headers } = resentNote(places);
  const asRead = Object.fromEntries(
    Object.entries(headers).map(([name, all]) => [name, all.map((one) => Buffer.from(one))]),
  );
  expect(readWith(asRead, null)).toEqual({ kind: 'resent', places });
});

test('places', () => {
  expect(placeText(readPlace(`${topic}/0/12`)!)).toBe(`${topic}/0/12`);
  expect(readPlace('inference.requested/0/12')?.topic).toBe(topic);
  expect(deadTopicNamed('plan.requested')).toBe('plan.requested.dead');
  for (const wrong of ['', 'x', `${topic}/0`, `${topic}/0/-1`, 'batch.executed/0/1'])
    expect(readPlace(wrong)).toBeNull();
});

test('what is sent again: nothing twice, nothing without an origin; of many no copy, and registrations by their topic alone', () => {
  const copy = letterOf(1, { [`hb-original-${resentFromHeader}`]: [Buffer.from(`${topic}/0/0`)] });
  const nowhere = letterOf(2, { [deadLetterHeaders.topic]: [Buffer.from('nowhere')] });
  const app = letterOf(3, { [deadLetterHeaders.topic]: [Buffer.from('app.registered')] }, 'app.registered.dead');
  const none = new Set<string>();
  const all = [letterOf(0), copy, nowhere, app];
  expect(all.map((letter) => whyLeftOut(letter, none, false))).toEqual([
    null,
    'came-back',
    'no-origin',
    'registration',
  ]);
  expect(whyLeftOut(app, none, true)).toBeNull();
  expect(all.map((letter) => whyNotResendable(letter, none))).toEqual([null, null, 'no-origin', null]);
  const resent = new Set(all.map(({ place }) => placeText(place)));
  expect(all.map((letter) => whyNotResendable(letter, resent))).toEqual(Array(4).fill('resent'));
});

test('the newest are kept newest first, the oldest in their order up to the limits', () => {
  const [newest, oldest] = [new NewestLetters(2), new OldestLetters(10, 3 * bytesOf(letterOf()))];
  for (const offset of [1, 2, 3, 4, 5, 6, 7]) {
    newest.add(letterOf(offset));
    oldest.add(letterOf(offset));
  }
  expect(newest.newestFirst().map(({ place }) => place.offset)).toEqual([7, 6]);
  expect(oldest.letters.map(({ place }) => place.offset)).toEqual([1, 2, 3]);
  expect(oldest.left).toBe(4);
});

test('originals go out byte for byte before they are noted, in steps, until it is interrupted', async () => {
  const sent: ProducerBatch[] = [];
  const stop = new AbortController();
  const producer = {
    sendBatch: async (batch: ProducerBatch) => {
      sent.push(batch);
      return [];
    },
  };
  const letters = Array.from({ length: 120 }, (_, offset) => letterOf(offset));
  const onSent = (): void => {
    if (sent.length === 4) stop.abort();
  };
  await resendLetters(letters, producer, { topicPrefix: 'p.', rateHz: 1e6, interrupt: stop.signal, onSent });
  const topicsOf = sent.map(({ topicMessages }) => topicMessages?.map((one) => [one.topic, one.messages.length]));
  expect(topicsOf).toEqual([
    [['p.inference.requested', 50]],
    [[`p.${topic}`, 1]],
    [['p.inference.requested', 50]],
    [[`p.${topic}`, 1]],
  ]);
  expect(sent[0]?.topicMessages?.[0]?.messages[0]).toEqual({
    key: badUtf8,
    value: badUtf8,
    headers: { ce_id: [Buffer.from('a'), badUtf8], [resentFromHeader]: `${topic}/0/0` },
  });
});
