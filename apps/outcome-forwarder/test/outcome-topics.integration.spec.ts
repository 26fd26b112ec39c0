import { limits, topics, type AppRegistered } from '@harmonybatch/contracts';
import { AppRegistry, OutcomeForwarder } from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord, Clock, type Timer } from '@harmonybatch/ports';
import { KafkaOutcomeTopics, OnRecords } from '@harmonybatch/messaging';
import { inboundRecord } from '../../../libs/ports/test/fake-ports';
import { createTopics } from '../../../libs/messaging/test/create-and-delete-topics';
import { Deployment, Watched } from '../../../libs/messaging/test/harness';

class SystemClock extends Clock {
  override nowMs = (): number => Date.now();
  override monotonicMs = (): number => performance.now();
  override after(delayMs: number, action: () => void): Timer {
    const timer = setTimeout(action, delayMs);
    return { cancel: () => clearTimeout(timer) };
  }
}

class QuietEvents extends StageEvents {
  readonly warnings: unknown[] = [];
  override count(): void {}
  override observe(): void {}
  override watch(): void {}
  override debug(): void {}
  override info(): void {}
  override warn(_message: string, details?: unknown): void {
    this.warnings.push(details);
  }
  override error(): void {}
}

const completed = topics.inferenceCompleted;
const own = 'shop.outcomes';

describe('topics that apps name for their outcomes', () => {
  const events = new QuietEvents();
  let deployment: Deployment;
  let ours: KafkaOutcomeTopics;

  beforeAll(async () => {
    deployment = new Deployment();
    await deployment.open([completed]);
    ours = new KafkaOutcomeTopics(deployment.kafka, deployment.settings, events);
  });
  afterAll(() => deployment.close());

  const name = (topic: string): string => `${deployment.settings.topicPrefix}${topic}`;

  it('are created like inference.completed, once, and Kafka is known to be there', async () => {
    await Promise.all([ours.ensure(own), ours.ensure(own)]);
    const { resources } = await deployment.admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: name(own), configNames: ['max.message.bytes', 'retention.ms', 'cleanup.policy'] }],
    });
    const kept = Object.fromEntries(
      resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
    expect(kept).toEqual({
      'max.message.bytes': String(limits.maxRecordBytes),
      'retention.ms': String(completed.retentionMs),
      'cleanup.policy': 'delete',
    });
    expect(await ours.isKafkaReachable()).toBe(true);
  });

  it('stay as their owners made them, who are told what that means', async () => {
    const topic = {
      topic: name('compacted'),
      numPartitions: 1,
      configEntries: [{ name: 'cleanup.policy', value: 'compact' }],
    };
    await createTopics(deployment.admin, [topic]);
    await ours.ensure('compacted');
    expect(events.warnings).toContainEqual(
      expect.objectContaining({ problem: expect.stringContaining('cleanup.policy=compact') as string }),
    );
    expect(await deployment.admin.fetchTopicOffsets(name('compacted'))).toHaveLength(1);
  });

  it('get key, value and headers of the outcomes byte for byte, and those of other apps not', async () => {
    const { kafka, publisher } = deployment;
    const apps = new AppRegistry();
    const app: AppRegistered = { name: 'photos', model: 'vgg19', sloMs: 500, outcomeTopic: own };
    expect(apps.apply(inboundRecord(topics.appRegistered.name, app, { key: 'photos' }))).toBeNull();
    const forwarder = new OutcomeForwarder({ publisher, topics: ours, clock: new SystemClock(), events }, apps);
    class Outcomes {
      @OnRecords(completed)
      take(records: InboundRecord[]): void {
        forwarder.accept(records);
      }
    }
    await deployment.serve(Outcomes);

    const sent = {
      key: Buffer.from([0xff, 0x00]),
      value: Buffer.from([0x7b, 0xfe, 0x7d]),
      headers: { 'hb-app': 'photos', odd: [Buffer.from([0xc3]), Buffer.from('twice')] },
    };
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({
      topic: name(completed.name),
      messages: [{ ...sent, headers: { 'hb-app': 'search' } }, { value: 'without' }, sent],
    });
    await producer.disconnect();

    const got = new Watched<{ key: Buffer | null; value: Buffer | null; headers: unknown }[]>([]);
    const consumer = kafka.consumer({ groupId: name('reader') });
    await consumer.connect();
    await consumer.subscribe({ topic: name(own), fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers } }) => {
        got.value.push({ key, value, headers });
        got.changed();
      },
    });
    await got.until((records) => records.length > 0);
    await consumer.disconnect();
    expect(got.value).toEqual([
      { ...sent, headers: { 'hb-app': Buffer.from('photos'), odd: [Buffer.from([0xc3]), Buffer.from('twice')] } },
    ]);
  });
});
