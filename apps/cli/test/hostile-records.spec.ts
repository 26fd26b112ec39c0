import { topics, type TopicContract } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { examples } from '../../../libs/contracts/test/examples';
import { hostileRecords, type HostileRecord } from '../../../libs/contracts/test/support/hostile-records';
import { LiveState } from '../src/registry/live-state';
import { AnswerIntake } from '../src/replay/answer-intake';
import { OutcomeTally } from '../src/replay/outcome-tally';
import { RequestLedger } from '../src/replay/request-ledger';

const seed = 20240617;
const system = { brokers: ['k:1'], topicPrefix: 'p.', from: 'test' };
const words = ['doors', 'gates', 'resnet'];

const read = ({ key, value, timestampMs }: HostileRecord, topic: string, offset: number) => ({
  topic,
  offset,
  key: key ?? '',
  value,
  timestampMs,
});

const stateTopics: readonly (readonly [TopicContract, string])[] = [
  [topics.appRegistered, 'name'],
  [topics.modelProfiled, 'name'],
  [topics.planPublished, 'model'],
];

test('the state that a command reads holds only what stands under its own key, whatever stands in its topics', () => {
  const told = fc.oneof(
    ...stateTopics.map(([topic, keyField]) =>
      hostileRecords(topic.value, { words, keyField }).map((record) => ({ topic: topic.name, record })),
    ),
  );
  fc.assert(
    fc.property(fc.array(told, { maxLength: 8 }), (records) => {
      const live = new LiveState();
      const feed = (topic: string, one: HostileRecord, offset: number): void => {
        const subscription = live.subscriptions(system).find((other) => other.topic === `p.${topic}`);
        subscription?.onRecord(read(one, topic, offset), { partition: 0, key: null, headers: {} });
      };
      records.forEach(({ topic, record }, offset) => feed(topic, record, offset));
      for (const [topic, keyField] of stateTopics) {
        const value = examples[topic.name]!;
        const good = { key: String(value[keyField]), value: Buffer.from(JSON.stringify(value)) };
        feed(topic.name, { ...good, headers: {}, timestampMs: 0 }, records.length);
      }
      expect([live.apps.get('doors'), live.models.get('resnet'), live.plans.get('resnet')]).toMatchObject([
        examples['app.registered'],
        examples['model.profiled'],
        { plan: examples['plan.published'] },
      ]);
      for (const [name, app] of live.apps) expect(app.name).toBe(name);
      for (const [name, model] of live.models) expect(model.name).toBe(name);
      for (const [model, { plan }] of live.plans) expect(plan.model).toBe(model);
    }),
    { seed, numRuns: 200 },
  );
});

test('answers of a run are counted once, whatever else stands in the topic', () => {
  const over = { id: 'replay-run1-0', app: 'app1' };
  const outcomes = hostileRecords(topics.inferenceCompleted.value, { words: ['app1', 'replay-run1-0'], over });
  fc.assert(
    fc.property(fc.array(outcomes, { maxLength: 6 }), (records) => {
      const ledger = new RequestLedger();
      ledger.send(0, 100, 0);
      const intake = new AnswerIntake('run1', ['app1'], ledger, new OutcomeTally());
      records.forEach((record, offset) => intake.take(read(record, topics.inferenceCompleted.name, offset), 50));
      const good = { ...examples['inference.completed'], ...over };
      const bytes = Buffer.from(JSON.stringify(good));
      intake.take(read({ key: null, value: bytes, headers: {}, timestampMs: 0 }, 't', 99), 50);
      expect(ledger.answered).toBe(1);
    }),
    { seed, numRuns: 300 },
  );
});
