import { topics, type TopicContract } from '@harmonybatch/contracts';
import fc from 'fast-check';
import {
  AppRegistry,
  KnownRates,
  ModelRegistry,
  PlanBoard,
  PressureBoard,
  replannerDefaults,
} from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { hostileRecords } from '../../../contracts/test/support/hostile-records';
import { examples } from '../../../contracts/test/examples';
import { inboundRecord } from '../../../ports/test/fake-ports';

const words = ['doors', 'gates', 'resnet'];
const example = (topic: TopicContract): Record<string, unknown> => examples[topic.name]!;

interface Reader {
  apply(record: InboundRecord): string | null;
}

/** What a reader of state knows of one key, told record by record. */
function check<R extends Reader>(
  { name, value }: TopicContract,
  keyField: string,
  make: () => R,
  stateOf: (reader: R, key: string) => unknown,
): void {
  const key = String(example({ name } as TopicContract)[keyField]);
  fc.assert(
    fc.property(fc.array(hostileRecords(value, { words, keyField }), { maxLength: 6 }), (hostile) => {
      const reader = make();
      expect(reader.apply(inboundRecord(name, example({ name } as TopicContract), { key }))).toBeNull();
      const before = new Map(words.map((word) => [word, stateOf(reader, word)]));
      for (const [offset, one] of hostile.entries()) {
        const fault = reader.apply({ ...inboundRecord(name, null), ...one, offset });
        if (fault !== null) expect(fault).toMatch(/\S/);
        for (const word of words) {
          if (one.key !== word || fault !== null) expect(stateOf(reader, word)).toEqual(before.get(word));
          before.set(word, stateOf(reader, word));
        }
      }
      expect(reader.apply(inboundRecord(name, example({ name } as TopicContract), { key, offset: 99 }))).toBeNull();
      expect(stateOf(reader, key)).toBeDefined();
    }),
    { seed: 20240617, numRuns: 150 },
  );
}

it('apps: a record changes the app of its key or nothing', () =>
  check(
    topics.appRegistered,
    'name',
    () => new AppRegistry(),
    (apps, name) => apps.get(name),
  ));

it('models: a record changes the model of its key or nothing', () =>
  check(
    topics.modelProfiled,
    'name',
    () => new ModelRegistry(),
    (models, name) => models.get(name),
  ));

it('plans: a record changes the plan of its key or nothing, and every route of it can be read', () =>
  check(
    topics.planPublished,
    'model',
    () => new PlanBoard(),
    (board, model) => {
      board.routeOf(model, 'doors', 'f'.repeat(32));
      board.unservable(model, 'gates');
      return board.planOf(model);
    },
  ));

it('rates: a record changes the rate of its key or nothing', () =>
  check(
    topics.rateEstimated,
    'app',
    () => new KnownRates(replannerDefaults),
    (rates, name) => rates.rateHz({ name, model: 'resnet', sloMs: 100 }),
  ));

it('pressure: a record is a report or nothing', () => {
  const topic = topics.pressureReported;
  fc.assert(
    fc.property(hostileRecords(topic.value, { words, keyField: 'model' }), (hostile) => {
      const board = new PressureBoard();
      board.apply({ ...inboundRecord(topic.name, null), ...hostile });
      expect(board.delayMs('resnet', 'hb-1', 1_700_000_000_000)).toBeGreaterThanOrEqual(0);
      expect(board.apply(inboundRecord(topic.name, example(topic), { key: 'resnet' }))).toBeNull();
      expect(board.delayMs('resnet', 'hb-1', 1_700_000_000_000)).toBeGreaterThanOrEqual(120);
    }),
    { seed: 20240617, numRuns: 300 },
  );
});
