import { limits } from '@harmonybatch/contracts';
import { GuardRefusedError, type InboundRecord } from '@harmonybatch/ports';
import { KafkaPublisher, OnRecords } from '../src';
import { Deployment, silent, stream, texts, Watched } from './harness';

describe('publishing to Kafka', () => {
  let deployment: Deployment;
  const read = new Watched<InboundRecord[]>([]);

  class Reader {
    @OnRecords(stream)
    onRecords(records: InboundRecord[]): void {
      read.value.push(...records);
      read.changed();
    }
  }

  beforeEach(async () => {
    read.value = [];
    deployment = new Deployment();
    await deployment.open([stream]);
  });
  afterEach(() => deployment.close());

  const record = (value: string, key: string | null = null) => ({ topic: stream.name, key, value });
  const narrow = () =>
    deployment.admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: 2,
          name: `${deployment.settings.topicPrefix}${stream.name}`,
          configEntries: [{ name: 'max.message.bytes', value: '20000' }],
        },
      ],
    });

  it('has written everything when it resolves', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => deployment.publisher.publish([record(`r${index}`)])));
    const offsets = await deployment.admin.fetchTopicOffsets(`${deployment.settings.topicPrefix}${stream.name}`);
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(200);
  });

  it('fails a record that the broker refuses alone, though it travels with others', async () => {
    await narrow();
    const outcomes = await Promise.allSettled([
      deployment.publisher.publish([record('first')]),
      deployment.publisher.publish([record('x'.repeat(30_000))]),
      deployment.publisher.publish([record('last')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await deployment.serve(Reader);
    await read.until((records) => records.length >= 2);
    expect(new Set(texts(read.value))).toEqual(new Set(['first', 'last']));
  });

  it('refuses a record larger than any topic takes before it is sent', async () => {
    const huge = record('x'.repeat(limits.maxRecordBytes));
    await expect(deployment.publisher.publish([huge])).rejects.toThrow(/too large: at most/);
  });

  it('writes more bytes at once than one record batch may hold', async () => {
    const large = Array.from({ length: 9 }, () => record('y'.repeat(1_000_000), 'same partition'));
    await deployment.publisher.publish(large);
    await deployment.serve(Reader);
    await read.until((records) => records.length === 9);
  });

  it('asks the guard before it sends, and writes nothing where it says no', async () => {
    const refused = deployment.publisher.publish([record('refused')], () => false);
    const written = deployment.publisher.publish([record('written')], () => true);
    await expect(refused).rejects.toBeInstanceOf(GuardRefusedError);
    await written;
    await deployment.serve(Reader);
    await read.until((records) => records.length > 0);
    expect(texts(read.value)).toEqual(['written']);
  });

  it('asks the guard again before it sends again', async () => {
    let asked = 0;
    const guard = () => (asked += 1) < 3;
    const missing = { topic: 'not.there', key: null, value: 'x' };
    await expect(deployment.publisher.publish([missing], guard)).rejects.toBeInstanceOf(GuardRefusedError);
    expect(asked).toBe(3);
  });

  it('gives up after bounded attempts, without holding up other topics', async () => {
    const missing = { topic: 'not.there', key: null, value: 'x' };
    const outcomes = await Promise.allSettled([
      deployment.publisher.publish([missing]),
      deployment.publisher.publish([record('fine')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('waits where its buffer is full, and loses nothing', async () => {
    const { topicPrefix } = deployment.settings;
    const small = new KafkaPublisher(deployment.kafka, {
      topicPrefix,
      log: silent,
      maxBufferedRecords: 2,
      maxSendsInFlight: 1,
    });
    await small.connect();
    const all = Array.from({ length: 20 }, (_, index) => small.publish([record(`r${index}`)]));
    const closed = small.close();
    await Promise.all(all);
    await closed;
    await expect(small.publish([record('late')])).rejects.toThrow(/closed/);
  });

  it('puts a key where every Kafka client puts it', async () => {
    await deployment.serve(Reader);
    await deployment.publisher.publish(['a', 'b', 'c', 'foobar'].map((key) => record(key, key)));
    await read.until((records) => records.length === 4);
    const partitionOf = new Map(read.value.map(({ key, partition }) => [key, partition]));
    // Utils.toPositive(Utils.murmur2(key)) % 4 of Kafka's own client; murmur2("foobar") is given by its UtilsTest.
    expect(partitionOf.get('foobar')).toBe((-790332482 & 0x7fffffff) % 4);
  });
});
