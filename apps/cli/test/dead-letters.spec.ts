import { deadLetterHeaders, resentFromHeader } from '@harmonybatch/contracts';
import type { Producer, ProducerBatch } from 'kafkajs';
import fc from 'fast-check';
import { readDeadRecord, resentNote, type DeadLetter } from '../src/dead-letters/dead-letter';
import { letterJson, letterText, lettersTable } from '../src/dead-letters/letter-text';
import { deadTopics, parsePlace, placeText } from '../src/dead-letters/place';
import { resendLetters } from '../src/dead-letters/resend';
import { bytesOf, NewestLetters, OldestLetters } from '../src/dead-letters/selection';
import { colourless } from '../src/render/terminal';
import { cli } from './captured-terminal';
import { kafkaRecord } from './kafka-records';

const topic = 'inference.requested.dead';
const badUtf8 = Buffer.from([0xc3, 0x28, 0x00]);
const system = { brokers: ['k:1'], topicPrefix: 'p.', from: 'test' };
const ours = {
  [deadLetterHeaders.topic]: Buffer.from('inference.requested'),
  [deadLetterHeaders.partition]: Buffer.from('2'),
  [deadLetterHeaders.offset]: Buffer.from('17'),
  [deadLetterHeaders.timestampMs]: Buffer.from('1700000000000'),
  [deadLetterHeaders.code]: Buffer.from('malformed'),
  [deadLetterHeaders.reason]: Buffer.from('no JSON: \u001b[2J'),
  [deadLetterHeaders.service]: Buffer.from('ingest'),
};

const readWith = (headers: Record<string, unknown>, value: Buffer | null = badUtf8, offset = 5) =>
  readDeadRecord(
    kafkaRecord(topic, {
      ...{ key: badUtf8, value, offset, timestampMs: 1_700_000_000_500 + offset },
      headers: headers as Record<string, Buffer>,
    }),
  );

function letterOf(offset = 5, value: Buffer | null = badUtf8): DeadLetter {
  const read = readWith({ ...ours, ce_id: [Buffer.from('a'), badUtf8] }, value, offset);
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
    const read = readWith({ ...ours, [deadLetterHeaders.topic]: Buffer.from(claimed) });
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

test('whatever stands in a dead-letter topic can be read and shown', () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
  const name = fc.oneof(fc.constantFrom(...Object.keys(ours), 'hb-resent', '__proto__', 'constructor'), fc.string());
  const value = fc.oneof(bytes, fc.array(bytes, { maxLength: 3 }), fc.constant(null));
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.option(bytes), (headers, body) => {
      const read = readWith(headers, body);
      if (read.kind === 'resent') return;
      const listed = { letter: read.letter, resent: false };
      JSON.stringify(letterJson(listed));
      const shown = letterText(listed, colourless) + lettersTable([listed], 80, colourless);
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }),
    { seed: 20240617, numRuns: 500 },
  );
});

test('the table escapes and cuts the reason; the whole letter is dumped', () => {
  const listed = { letter: letterOf(), resent: true };
  const line = lettersTable([listed], 120, colourless).split('\n')[2] ?? '';
  expect(line).toContain('inference.requested.dead/0/5');
  expect(line).toContain('inference.requested-2@17');
  expect(line).toContain('no JSON: \\u{1b}');
  expect(letterText(listed, colourless)).toContain('00000000  c3 28 00');
  expect(letterJson(listed)).toMatchObject({ resent: true, key: { base64: badUtf8.toString('base64') } });
});

test('places', () => {
  expect(placeText(parsePlace(`${topic}/0/12`))).toBe(`${topic}/0/12`);
  expect(parsePlace('inference.requested/0/12').topic).toBe(topic);
  expect(deadTopics('plan.requested')).toEqual(['plan.requested.dead']);
  for (const wrong of ['', 'x', `${topic}/0`, `${topic}/0/-1`, 'batch.executed/0/1']) {
    expect(() => parsePlace(wrong)).toThrow();
  }
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
  const producer = { sendBatch: async (batch: ProducerBatch) => void sent.push(batch) } as unknown as Producer;
  const letters = Array.from({ length: 120 }, (_, offset) => letterOf(offset));
  const terms = { rateHz: 1e6, interrupt: stop.signal, onSent: () => sent.length === 4 && stop.abort() };
  await resendLetters(letters, producer, system, terms);
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

test.each([
  [['resend'], 'Name the letters'],
  [['resend', '--all', `${topic}/0/1`], 'Name the letters'],
  [['resend', `${topic}/0/1`, '--code', 'x'], '--topic, --code and --since'],
  [['show', 'x'], 'is not the place'],
  [['list', '--since', '2w'], 'Write an age'],
])('%j is refused with what to do', async (args, reason) => {
  const { status, stderr } = await cli(['dead-letters', ...args]);
  expect(status).toBe(1);
  expect(stderr).toContain(reason);
});
