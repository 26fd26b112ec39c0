import { createRequire } from 'node:module';
import fc from 'fast-check';
import { sendQuickly } from '../src/kafkajs/quick-sends';

type Request = (terms: object) => { readonly apiVersion: number; encode(): Promise<{ readonly buffer: Buffer }> };

const requireHere = createRequire(__filename);
const path = 'kafkajs/src/protocol/requests/produce/v3/request';
const nowMs = 1_700_000_000_123;

const unpatched = requireHere(path) as Request;
const patched = (): Request => requireHere('kafkajs/src/protocol/requests/produce/v7/request') as Request;

beforeAll(() => {
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
  sendQuickly(Date.now);
});

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 300 }));
const message = fc.record({
  key: fc.oneof(text, fc.constant(null)),
  value: fc.oneof(text, fc.constant(null)),
  headers: fc.option(fc.dictionary(fc.string(), fc.oneof(text, fc.array(text, { maxLength: 3 })), { maxKeys: 5 }), {
    nil: undefined,
  }),
});
const partition = fc.record({
  partition: fc.nat(1_000),
  messages: fc.array(message, { minLength: 1, maxLength: 150 }),
});
const sends = fc.record({
  acks: fc.constantFrom(-1, 0, 1),
  timeout: fc.nat(100_000),
  producerId: fc.constant(-1),
  producerEpoch: fc.constant(0),
  topicData: fc.array(
    fc.record({ topic: fc.string({ minLength: 1 }), partitions: fc.array(partition, { maxLength: 4 }) }),
    { maxLength: 3 },
  ),
});
const withSequences = (terms: { topicData: { partitions: object[] }[] }): object => ({
  ...terms,
  topicData: terms.topicData.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((one) => ({ ...one, firstSequence: 0 })),
  })),
});

const encoded = async (request: Request, terms: object): Promise<string> =>
  (await request(terms).encode()).buffer.toString('hex');

it('are byte for byte what kafkajs sends', async () => {
  await fc.assert(
    fc.asyncProperty(sends, async (send) => {
      const terms = withSequences(send);
      expect(await encoded(patched(), terms)).toBe(await encoded(unpatched, terms));
    }),
    { numRuns: 200 },
  );
});

// The length of 63 bytes is the last that one byte tells.
it.each([2 ** 20, 64, 63])('hold a value of %i bytes', async (length) => {
  const messages = [{ key: 'k', value: Buffer.alloc(length, 7) }];
  const terms = {
    acks: -1,
    timeout: 1,
    topicData: [{ topic: 't', partitions: [{ partition: 0, messages, firstSequence: 0 }] }],
  };
  expect(await encoded(patched(), terms)).toBe(await encoded(unpatched, terms));
});

it.each([
  ['a time of its own', { messages: [{ value: 'v', timestamp: '1600000000000' }] }, {}],
  ['compression', { messages: [{ value: 'v'.repeat(100) }] }, { compression: 1 }],
  ['a producer id', { messages: [{ value: 'v' }] }, { producerId: 7, producerEpoch: 3 }],
])('are left to kafkajs where they have %s', async (_, ofPartition, ofSend) => {
  const partitions = [{ partition: 0, firstSequence: 0, ...ofPartition }];
  const terms = { acks: -1, timeout: 1, topicData: [{ topic: 't', partitions }], ...ofSend };
  expect(await encoded(patched(), terms)).toBe(await encoded(unpatched, terms));
});

it('keep the version of their request', () => {
  expect(patched()({ acks: -1, timeout: 1, topicData: [] }).apiVersion).toBe(7);
});
