import { createKafka, type MessagingLog } from '../src/client';

const nothing = (): void => undefined;
const silent: MessagingLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const create = (): unknown => createKafka({ brokers: ['127.0.0.1:9092'], clientId: 'test' }, silent);

describe('the version of kafkajs', () => {
  afterEach(() => jest.dontMock('kafkajs/package.json').resetModules());

  it('is the one that the patches are written for', () => {
    expect(create).not.toThrow();
  });

  it('is refused before anything connects where it is another one, with how to mend it', () => {
    jest.isolateModules(() => {
      jest.doMock('kafkajs/package.json', () => ({ version: '2.3.0' }));
      const { createKafka: createWithAnother } = jest.requireActual<typeof import('../src/client')>('../src/client');
      const refused = (): unknown => createWithAnother({ brokers: ['127.0.0.1:9092'], clientId: 'test' }, silent);
      expect(refused).toThrow(
        /^kafkajs 2\.3\.0 is installed \(.*kafkajs\), but .* for 2\.2\.4\. .*`npm ci`.*kafkajs@2\.2\.4/,
      );
      expect(refused).toThrow(); // not taken for patched the second time
    });
  });
});
