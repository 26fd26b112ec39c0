import { topics, type TopicContract } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { RequestLedger } from '@harmonybatch/traffic';
import { examples } from '../../../libs/contracts/test/examples';
import { hostileRecords } from '../../../libs/contracts/test/support/hostile-records';
import { AnswerIntake } from '../src/replay/answer-intake';
import { ExecutionTally } from '../src/replay/execution-tally';
import { FedViews } from './kafka-records';

const seed = 20240617;
const words = ['doors', 'gates', 'resnet'];

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
      const fed = new FedViews();
      const { views } = fed;
      for (const { topic, record } of records) fed.put(topic, record.key, record.value);
      for (const [topic, keyField] of stateTopics) {
        const value = examples[topic.name]!;
        fed.put(topic.name, String(value[keyField]), value);
      }
      expect([views.apps.get('doors'), views.models.get('resnet'), views.plans.planOf('resnet')]).toMatchObject([
        examples['app.registered'],
        examples['model.profiled'],
        { plan: examples['plan.published'] },
      ]);
      for (const name of views.apps.names()) expect(views.apps.get(name)?.name).toBe(name);
      for (const name of views.models.names()) expect(views.models.get(name)?.name).toBe(name);
      for (const model of views.plans.models()) expect(views.plans.planOf(model)?.plan.model).toBe(model);
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
      const intake = new AnswerIntake('run1', ['app1'], ledger, new ExecutionTally());
      for (const record of records) intake.take(record, 50);
      const good = { ...examples['inference.completed'], ...over };
      intake.take({ value: Buffer.from(JSON.stringify(good)) }, 50);
      expect(ledger.answered).toBe(1);
    }),
    { seed, numRuns: 300 },
  );
});
