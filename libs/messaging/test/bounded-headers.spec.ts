import { createRequire } from 'node:module';
import fc from 'fast-check';
import { limits } from '@harmonybatch/contracts';
import { boundHeaders } from '../src/kafkajs/bounded-headers';

type Headers = Record<string, Buffer | Buffer[]>;

const requireHere = createRequire(__filename);
const record = 'kafkajs/src/protocol/recordBatch/record/v0';
const encode = requireHere(record) as (record: object) => { buffer: Buffer };
const decode = requireHere(`${record}/decoder`) as (decoder: object, batch: object) => { headers: Headers };
const Decoder = requireHere('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => {
  readonly buffer: Buffer;
  readonly offset: number;
  readVarInt(): number;
};

function readBack(headers: Headers): Headers {
  const decoder = new Decoder(
    encode({ offsetDelta: 0, timestampDelta: 0, key: 'k', value: Buffer.from('v'), headers }).buffer,
  );
  decoder.readVarInt(); // the record's length
  const { headers: read } = decode(decoder, { firstOffset: '0', firstTimestamp: '0', magicByte: 2 });
  expect(decoder.offset).toBe(decoder.buffer.length);
  return read;
}

beforeAll(() => boundHeaders());

const bytes = fc.uint8Array({ maxLength: 4 }).map((array) => Buffer.from(array));
const names = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('constructor', '__proto__', 'toString', 'a'));

it('are read back as they were written, whatever their names', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(names, fc.array(bytes, { minLength: 1, maxLength: 3 }))), (entries) => {
      const lists = Object.fromEntries(entries);
      const expected = Object.entries(lists).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
      expect(Object.entries(readBack(lists))).toEqual(expected);
    }),
    { seed: 20240617 },
  ));

it('are read up to a limit, each with a name of its own or all with the same, and what follows them is read', () => {
  const many = Array.from({ length: 200_000 }, (_, index) => `n${index}`);
  const different = readBack(Object.fromEntries(many.map((name) => [name, Buffer.from(name)])));
  expect(Object.keys(different).sort()).toEqual(many.slice(0, limits.maxHeaders).sort());
  expect(readBack({ same: many.map((name) => Buffer.from(name)) })['same']).toHaveLength(limits.maxHeaders);
});
