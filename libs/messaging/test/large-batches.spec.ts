import { createRequire } from 'node:module';
import { readLargeBatches } from '../src/kafkajs/large-batches';

interface Encoder {
  readonly buffer: Buffer;
  writeInt32(value: number): Encoder;
  writeBuffer(buffer: Buffer): Encoder;
}
type Decode = (decoder: object) => Promise<readonly { readonly offset: string }[]>;

const requireHere = createRequire(__filename);
const protocol = 'kafkajs/src/protocol';
const encodeBatch = requireHere(`${protocol}/recordBatch/v0`).RecordBatch as (batch: object) => Promise<Encoder>;
const encodeRecord = requireHere(`${protocol}/recordBatch/record/v0`) as (record: object) => object;
const EncoderClass = requireHere(`${protocol}/encoder`) as new () => Encoder;
const DecoderClass = requireHere(`${protocol}/decoder`) as new (buffer: Buffer) => object;

beforeAll(() => readLargeBatches());

async function batch(count: number, firstOffset: number): Promise<Buffer> {
  const records = Array.from({ length: count }, (_, offsetDelta) =>
    encodeRecord({ offsetDelta, timestampDelta: 0, key: null, value: null, headers: {} }),
  );
  const encoded = await encodeBatch({ compression: 0, firstOffset, lastOffsetDelta: count - 1, records });
  return encoded.buffer;
}

const answerOf = (bytes: Buffer): object =>
  new DecoderClass(new EncoderClass().writeInt32(bytes.length).writeBuffer(bytes).buffer);

const decode = (bytes: Buffer) =>
  (requireHere(`${protocol}/requests/fetch/v4/decodeMessages`) as Decode)(answerOf(bytes));

it('are read of a batch, however many they are', async () => {
  const records = await decode(await batch(300_000, 0));
  expect(records).toHaveLength(300_000);
});

it('are read of several batches, without the one that is cut off', async () => {
  const [first, second, third] = [await batch(3, 0), await batch(2, 3), await batch(4, 5)];
  const records = await decode(Buffer.concat([first, second, third.subarray(0, third.length - 1)]));
  expect(records.map(({ offset }) => offset)).toEqual(['0', '1', '2', '3', '4']);
});

it('are none where there are none', async () => {
  expect(await decode(Buffer.alloc(0))).toEqual([]);
});
