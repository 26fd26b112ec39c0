import { createRequire } from 'node:module';
import fc from 'fast-check';
import { fetchQuickly } from '../src/kafkajs/quick-fetches';

interface Encoder {
  readonly buffer: Buffer;
  writeInt16(value: number): this;
  writeInt32(value: number): this;
  writeInt64(value: number | string): this;
  writeString(value: string): this;
  writeBuffer(buffer: Buffer): this;
}
interface Answer {
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number }[];
  }[];
}
interface Question {
  readonly request: { encode(): Promise<Encoder> };
  readonly requestTimeout: number;
  readonly response: { decode(bytes: Buffer): Promise<Answer>; parse(answer: Answer): Promise<Answer> };
}

const requireHere = createRequire(__filename);
const protocol = 'kafkajs/src/protocol';
const EncoderClass = requireHere(`${protocol}/encoder`) as new () => Encoder;
const encodeRecord = requireHere(`${protocol}/recordBatch/record/v0`) as (record: object) => object;
const { RecordBatch: encodeBatch } = requireHere(`${protocol}/recordBatch/v0`) as {
  RecordBatch: (batch: object) => Promise<Encoder>;
};
const { protocol: fetchOf } = requireHere(`${protocol}/requests/fetch`) as {
  protocol: (chosen: { readonly version: number }) => (terms: object) => Question;
};
const fetchesOf = fetchOf({ version: 11 });
const unpatched = requireHere(`${protocol}/requests/fetch/v11/request`) as (terms: object) => Question['request'];
const { decode: unpatchedDecode } = { ...fetchesOf({ topics: [] }).response };

beforeAll(() => fetchQuickly());

const int32 = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const partition = fc.record({
  partition: int32,
  fetchOffset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  maxBytes: int32,
});
const topic = fc.record({ topic: fc.string({ unit: 'binary' }), partitions: fc.array(partition, { maxLength: 40 }) });
const fetches = fc.record({
  ...{ maxWaitTime: int32, minBytes: int32, maxBytes: int32, isolationLevel: fc.constantFrom(0, 1) },
  rackId: fc.string({ unit: 'binary' }),
  topics: fc.array(topic, { maxLength: 4 }),
});

it('are byte for byte what kafkajs sends', async () => {
  await fc.assert(
    fc.asyncProperty(fetches, async (terms) => {
      const whole = { replicaId: -1, sessionId: 0, sessionEpoch: -1, forgottenTopics: [], ...terms };
      const { request, requestTimeout } = fetchesOf(terms);
      expect((await request.encode()).buffer.toString('hex')).toBe(
        (await unpatched(whole).encode()).buffer.toString('hex'),
      );
      expect(requestTimeout).toBe(terms.maxWaitTime + 100);
    }),
    { numRuns: 200 },
  );
});

const batch = async (): Promise<Buffer> => {
  const records = [
    encodeRecord({ offsetDelta: 0, timestampDelta: 0, key: null, value: Buffer.from('v'), headers: {} }),
  ];
  return (await encodeBatch({ compression: 0, firstOffset: 5, lastOffsetDelta: 0, records })).buffer;
};

interface Told {
  readonly partition: number;
  readonly errorCode?: number;
  readonly replica?: number;
  readonly records?: Buffer;
  readonly aborted?: number;
}

/** An answer as brokers write it, of one topic. */
function answer(partitions: readonly Told[]): Buffer {
  const encoder = new EncoderClass().writeInt32(0).writeInt16(0).writeInt32(0).writeInt32(1);
  encoder.writeString('topic').writeInt32(partitions.length);
  for (const { partition, errorCode = 0, replica = -1, records = Buffer.alloc(0), aborted = 0 } of partitions) {
    encoder.writeInt32(partition).writeInt16(errorCode).writeInt64(7).writeInt64(7).writeInt64(0).writeInt32(aborted);
    for (let index = 0; index < aborted; index += 1) encoder.writeInt64(index).writeInt64(3);
    encoder.writeInt32(replica).writeInt32(records.length).writeBuffer(records);
  }
  return encoder.buffer;
}

const decode = (bytes: Buffer): Promise<Answer> => fetchesOf({ topics: [] }).response.decode(bytes);

it('bring what kafkajs reads, but for partitions that brought nothing', async () => {
  const records = await batch();
  const bytes = answer([
    { partition: 0 },
    { partition: 1, records, aborted: 2 },
    { partition: 2, aborted: 1 },
    { partition: 3, replica: 4 },
    { partition: 4, records: Buffer.concat([records, records]) },
    { partition: 5, errorCode: 6 },
  ]);
  const all = await unpatchedDecode(bytes);
  const wanted = all.responses[0]!.partitions.filter((one) => [1, 3, 4, 5].includes(one.partition));
  expect(wanted).toHaveLength(4);
  expect(await decode(bytes)).toEqual({ ...all, responses: [{ topicName: 'topic', partitions: wanted }] });
});

it('of a partition that has an error fail with it', async () => {
  const read = await decode(answer([{ partition: 0 }, { partition: 1, errorCode: 6 }]));
  await expect(fetchesOf({ topics: [] }).response.parse(read)).rejects.toMatchObject({
    type: 'NOT_LEADER_FOR_PARTITION',
  });
});
