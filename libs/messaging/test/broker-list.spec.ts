import { brokerForKafkajs, parseBrokerList } from '../src/settings/broker-list';
import { noDelaySocketFactory } from '../src/settings/no-delay-socket-factory';

test.each([
  ['k:9092', ['k:9092']],
  ['k-1.example:1, 10.0.0.1:65535', ['k-1.example:1', '10.0.0.1:65535']],
  ['[::1]:9092,[fe80::1%eth0]:9093', ['[::1]:9092', '[fe80::1%eth0]:9093']],
])('%p are brokers', (text, brokers) => expect(parseBrokerList(text)).toEqual({ ok: true, brokers }));

test.each([
  '',
  'k',
  'k:',
  'k:0',
  'k:65536',
  ':9092',
  '::1:9092',
  '[::1]',
  '[::1:9092',
  '[k]:9092',
  'k:1,',
  'http://k:1',
])('%p are none', (text) => expect(parseBrokerList(text).ok).toBe(false));

test('kafkajs, which takes what stands before the first colon for the host, comes to the IPv6 address', async () => {
  const [host = '', port] = brokerForKafkajs('[::1]:9').split(':');
  expect(port).toBe('9');
  const socket = noDelaySocketFactory({
    host,
    port: Number(port),
    ssl: undefined as never,
    onConnect: () => undefined,
  });
  const failure = await new Promise<NodeJS.ErrnoException & { address?: string }>((resolve) =>
    socket.on('error', resolve),
  );
  expect(failure).toMatchObject({ address: '::1', port: 9 });
});

test('other brokers are left as they are', () => {
  for (const broker of ['k:9092', '10.0.0.1:1']) expect(brokerForKafkajs(broker)).toBe(broker);
});
