import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { addCompressionCodecs } from '../src/kafkajs/compression-codecs';
import { readLog } from '../src/kafkajs/log-records';

/** What kafkajs writes records with. */
interface Encoder {
  readonly buffer: Buffer;
}
type RecordEncoder = (record: object) => Encoder;
type BatchEncoder = (batch: object) => Promise<Encoder>;

const requireHere = createRequire(__filename);
const encodeRecord = requireHere('kafkajs/src/protocol/recordBatch/record/v0') as RecordEncoder;
const { RecordBatch: encodeBatch } = requireHere('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: BatchEncoder;
};

const uncompressed = 0;
const gzip = 1;
const appendTime = 0x08;
const firstTimestampMs = 1;
const maxTimestampMs = 2;
/** Places in the header of a batch, bytes. */
const at = { length: 8, attributes: 21, lastOffsetDelta: 23, records: 61 };
const outsideLength = 12;

interface Written {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Record<string, string>;
  readonly timestampDelta: number;
}

/** A batch as kafkajs writes it, which begins at an offset of the log. */
async function batchOf(firstOffset: number, written: readonly Written[]): Promise<Buffer> {
  const records = written.map((one, offsetDelta) => encodeRecord({ ...one, offsetDelta }));
  const { buffer } = await encodeBatch({
    compression: uncompressed,
    firstOffset,
    lastOffsetDelta: written.length - 1,
    firstTimestamp: firstTimestampMs,
    maxTimestamp: maxTimestampMs,
    records,
  });
  return Buffer.from(buffer);
}

/** The same batch with other records in it, compressed, as a broker makes it. */
function gzipped(batch: Buffer, records = batch.subarray(at.records)): Buffer {
  const compressed = Buffer.concat([batch.subarray(0, at.records), gzipSync(records)]);
  compressed.writeInt16BE(gzip, at.attributes);
  compressed.writeInt32BE(compressed.length - outsideLength, at.length);
  return compressed;
}

const record = (key: string | null): Written => ({ key, value: 'v', headers: { 'ce-id': 'x' }, timestampDelta: 0 });

interface Read {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: string | undefined;
  readonly headers: Record<string, string | null>;
}

/** What a log holds, each part asked for by itself. */
async function read(log: Buffer, names: readonly string[] = []): Promise<{ records: Read[]; next: number | null }> {
  const records: Read[] = [];
  const next = await readLog(log, (one) => {
    const headers = Object.fromEntries(names.map((name) => [name, one.header(name)]));
    const { offset, timestampMs } = one;
    records.push({ offset, timestampMs, key: one.key(), value: one.value()?.toString(), headers });
  });
  return { records, next };
}
const keysOf = async (log: Buffer) => {
  const { records, next } = await read(log);
  return { keys: records.map(({ key }) => key), next };
};

beforeAll(addCompressionCodecs);

it('has offset, time, key, value and headers of all records, in whatever order they are asked for, and the offset behind them', async () => {
  const names = ['a', 'b', 'hb-id', '__proto__'];
  const anyRecord = fc.record({
    key: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }), { nil: null }),
    value: fc.string({ maxLength: 300 }),
    headers: fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'grapheme', maxLength: 20 })),
    timestampDelta: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
  });
  const batches = fc.array(fc.array(anyRecord, { minLength: 1, maxLength: 20 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(2 ** 45), fc.boolean(), async (all, first, zipped) => {
      const parts: Buffer[] = [];
      let offset = first;
      for (const batch of all) {
        const plain = await batchOf(offset, batch);
        parts.push(zipped ? gzipped(plain) : plain);
        offset += batch.length;
      }
      const records = all.flat().map(({ key, value, headers, timestampDelta }, at) => {
        const texts = names.map((name) => [name, Object.hasOwn(headers, name) ? headers[name] : null]);
        const timestampMs = firstTimestampMs + timestampDelta;
        return { offset: first + at, timestampMs, key, value, headers: Object.fromEntries(texts) as Read['headers'] };
      });
      const expected = { records, next: all.length === 0 ? null : offset };
      expect(await read(Buffer.concat(parts), names)).toEqual(expected);
    }),
    { seed: 20240617, numRuns: 60 },
  );
});

it('has the time of append, one for the whole batch, where the topic notes that', async () => {
  const batch = await batchOf(0, [record('a'), { ...record('b'), timestampDelta: 500 }]);
  batch.writeInt16BE(appendTime, at.attributes);
  const { records } = await read(batch);
  expect(records.map(({ timestampMs }) => timestampMs)).toEqual([maxTimestampMs, maxTimestampMs]);
});

it('has the last of several headers of a name, and none that is no text', async () => {
  const several = { ...record('a'), headers: { twice: ['first', 'last'], bytes: Buffer.from([0xff]) } as never };
  const { records } = await read(await batchOf(0, [several]), ['twice', 'bytes', 'missing']);
  expect(records[0]!.headers).toEqual({ twice: 'last', bytes: null, missing: null });
});

it('has all headers of a name in their order, and key and values as bytes', async () => {
  const bytes = Buffer.from([0xff]);
  const several = { ...record('k'), headers: { twice: ['first', 'last'], bytes } as never };
  const seen: unknown[] = [];
  const take = (one: { keyBytes(): Buffer | null; headers(): ReadonlyMap<string, readonly Buffer[]> }): void =>
    void seen.push(one.keyBytes(), ...one.headers());
  await readLog(await batchOf(0, [several, { ...record(null), headers: {} }]), take);
  expect(seen).toEqual([
    Buffer.from('k'),
    ['twice', [Buffer.from('first'), Buffer.from('last')]],
    ['bytes', [bytes]],
    null,
  ]);
});

it('leaves out a batch that the answer cuts off', async () => {
  const [whole, cut] = [await batchOf(10, [record('a'), record('b')]), await batchOf(12, [record('c')])];
  for (const bytes of [1, 16, cut.length - 1])
    expect(await keysOf(Buffer.concat([whole, cut.subarray(0, bytes)]))).toEqual({ keys: ['a', 'b'], next: 12 });
});

it('has nothing of a batch that cannot be read, and goes on behind it', async () => {
  const spoilt = gzipped(await batchOf(10, [record('a'), record('b')]));
  spoilt.fill(0xff, at.records);
  const bomb = gzipped(await batchOf(12, [record('c')]), Buffer.alloc(33 * 1024 * 1024));
  const good = await batchOf(13, [record('d')]);
  expect(await keysOf(Buffer.concat([spoilt, bomb, good]))).toEqual({ keys: ['d'], next: 14 });
});

it('ends in the midst of a batch that is spoilt, whatever its bytes say, and goes on behind it', async () => {
  const good = await batchOf(13, [record('d')]);
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.uint8Array({ minLength: 1, maxLength: 20 }), async (from, bytes) => {
      const spoilt = await batchOf(10, [record('a'), record('b'), record('c')]);
      spoilt.set(
        bytes.subarray(0, spoilt.length - at.records),
        Math.min(at.records + from, spoilt.length - bytes.length),
      );
      const { records, next } = await read(Buffer.concat([spoilt, good]), ['ce-id']);
      expect(records.at(-1)).toMatchObject({ offset: 13, key: 'd' });
      expect(next).toBe(14);
    }),
    { seed: 20240617, numRuns: 200 },
  );
});

it('goes on behind the last offset of a batch of which compaction has left less', async () => {
  const batch = await batchOf(10, [record('a')]);
  batch.writeInt32BE(7, at.lastOffsetDelta);
  expect(await keysOf(batch)).toEqual({ keys: ['a'], next: 18 });
});
