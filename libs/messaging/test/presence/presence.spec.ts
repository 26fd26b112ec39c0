import { createServer, type AddressInfo } from 'node:net';
import { Kafka } from 'kafkajs';
import { Presence } from '../../src/presence/presence';

const quiet = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };

it('names the variable of its port where that is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const presence = new Presence(new Kafka({ brokers: ['127.0.0.1:9'] }), { host: '127.0.0.1', port }, quiet);
  try {
    await expect(presence.open()).rejects.toThrow(
      new RegExp(`port ${port}: .*EADDRINUSE.* HARMONYBATCH_PRESENCE_PORT`),
    );
  } finally {
    await presence.close();
    other.close();
  }
});
