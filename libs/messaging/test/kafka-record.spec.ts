import type { KafkaMessage } from 'kafkajs';
import { KafkaRecord } from '../src/consumer/kafka-record';

const recordWith = (headers: Record<string, unknown>, key: Buffer | null = null): KafkaRecord => {
  const message = { key, value: null, timestamp: '-1', attributes: 0, offset: '3', headers };
  return new KafkaRecord('inference.requested', 0, message as unknown as KafkaMessage, {
    owned: true,
    release: () => undefined,
  });
};
const bytes = Buffer.from([0xc3, 0x28]);
const bom = Buffer.from('\ufeffx');

it('takes a header without a value for an empty one', () => {
  const record = recordWith({ ce_id: null, ce_source: [null, Buffer.from('b')] });
  expect(record.headers).toEqual({ ce_id: '', ce_source: 'b' });
});

it('makes up no text for a header that is not UTF-8: it is named, and its bytes are kept', () => {
  const record = recordWith({ ce_id: bytes, twice: [Buffer.from('a'), bytes], well: Buffer.from('é'), bom: bom });
  expect(record.headers).toEqual({ well: 'é', bom: 'x' });
  expect(record.unreadableHeaders).toEqual(['ce_id', 'twice']);
  expect(record.copy().unreadableHeaders).toEqual(['ce_id', 'twice']);
  expect(record.raw.headers).toMatchObject({ ce_id: [bytes], bom: [bom] });
});

it('still knows key and headers as bytes', () => {
  const { raw } = recordWith({ twice: [Buffer.from('a'), bytes], once: bytes }, bytes);
  expect(raw).toEqual({ key: bytes, headers: { twice: [Buffer.from('a'), bytes], once: [bytes] } });
});

it('keeps a header whose name every object knows, in its copy too', () => {
  const record = recordWith(
    JSON.parse('{"__proto__":["a"],"constructor":["b"]}', (_, value) =>
      typeof value === 'string' ? Buffer.from(value) : value,
    ),
  );
  for (const one of [record, record.copy()]) {
    expect(Object.entries(one.headers)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  }
});
