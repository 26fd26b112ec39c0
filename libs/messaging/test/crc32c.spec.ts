import { createRequire } from 'node:module';
import fc from 'fast-check';
import { crc32c } from '../src/kafkajs/crc32c';

const ofKafkajs = createRequire(__filename)('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;

it('is what the standard says of the bytes that it names', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.alloc(0))).toBe(0);
});

it('is what kafkajs computes, of any bytes wherever they begin', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(10), (array, from) => {
      const bytes = Buffer.from(array).subarray(from);
      expect(crc32c(bytes)).toBe(ofKafkajs(bytes) >>> 0);
    }),
  );
});
