import { deadLetterHeaders } from '@harmonybatch/contracts';
import { readDeadRecord, type DeadLetter, type HeaderBytes } from '@harmonybatch/dead-letters';
import fc from 'fast-check';
import { letterJson, letterText, lettersTable } from '../src/dead-letters/letter-text';
import { deadTopics, parsePlace } from '../src/dead-letters/named-place';
import { colourless } from '../src/render/terminal';
import { cli } from './captured-terminal';

const topic = 'inference.requested.dead';
const badUtf8 = Buffer.from([0xc3, 0x28, 0x00]);
const ours = {
  [deadLetterHeaders.topic]: [Buffer.from('inference.requested')],
  [deadLetterHeaders.partition]: [Buffer.from('2')],
  [deadLetterHeaders.offset]: [Buffer.from('17')],
  [deadLetterHeaders.timestampMs]: [Buffer.from('1700000000000')],
  [deadLetterHeaders.code]: [Buffer.from('malformed')],
  [deadLetterHeaders.reason]: [Buffer.from('no JSON: \u001b[2J')],
  [deadLetterHeaders.service]: [Buffer.from('ingest')],
};

const readWith = (headers: HeaderBytes, value: Buffer | null = badUtf8) =>
  readDeadRecord({ topic, partition: 0, offset: 5, timestampMs: 1_700_000_000_505, key: badUtf8, value, headers });

function letterOf(): DeadLetter {
  const read = readWith({ ...ours, ce_id: [Buffer.from('a'), badUtf8] });
  if (read.kind !== 'letter') throw new Error('no letter');
  return read.letter;
}

test('whatever stands in a dead-letter topic can be read and shown', () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
  const name = fc.oneof(fc.constantFrom(...Object.keys(ours), 'hb-resent', '__proto__', 'constructor'), fc.string());
  const value = fc.array(bytes, { maxLength: 3 });
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

test('a place or topic that is none is refused, with an example', () => {
  for (const wrong of ['', 'x', `${topic}/0`, 'batch.executed/0/1'])
    expect(() => parsePlace(wrong)).toThrow('is not the place');
  expect(() => deadTopics('batch.executed')).toThrow('is not a dead-letter topic');
  expect(deadTopics('plan.requested')).toEqual(['plan.requested.dead']);
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
