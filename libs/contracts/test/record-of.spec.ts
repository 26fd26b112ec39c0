import { compile, recordOf, tombstoneOf, topics, type PlanRequested, type RateEstimated } from '../src';
import { examples } from './examples';

const estimate = examples['rate.estimated'] as RateEstimated;

it.each(Object.values(topics).filter((topic) => topic !== topics.inferenceRequested && topic !== topics.clockProbed))(
  'has a key that every value of $name has',
  ({ name, key, value }) => {
    expect(value).toMatchObject({ properties: { [key]: { type: 'string' } }, required: expect.arrayContaining([key]) });
    expect(examples[name]![key]).toEqual(expect.any(String));
  },
);

it('is keyed by the field that its topic names, and says in JSON all that was given', () => {
  const record = recordOf(topics.rateEstimated, estimate);
  expect(record).toEqual({ topic: 'rate.estimated', key: 'doors', value: JSON.stringify(estimate) });
  expect(compile(topics.rateEstimated.value).check(JSON.parse(record.value))).toBe(true);
});

it('takes no message of another topic: that does not compile', () => {
  const asked: PlanRequested = { model: 'resnet' };
  // @ts-expect-error a request for a plan is not an estimate of a rate
  recordOf(topics.rateEstimated, asked);
  // @ts-expect-error a field is missing
  recordOf(topics.rateEstimated, { app: 'doors', rateHz: 1 });
  // @ts-expect-error requests have any key that their producer likes
  recordOf(topics.inferenceRequested, { app: 'doors', inputs: 1 });
});

it('has tombstones for topics that keep the last record of each key alone', () => {
  expect(tombstoneOf(topics.appRegistered, 'doors')).toEqual({ topic: 'app.registered', key: 'doors', value: null });
  // @ts-expect-error outcomes are not compacted
  tombstoneOf(topics.inferenceCompleted, 'r-1');
});
