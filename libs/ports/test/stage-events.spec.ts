import { batcherMetrics, serviceMetrics } from '@harmonybatch/telemetry';
import { RecordedEvents } from './fake-ports';

/** Nothing here is to be run: the types are the test. */
it('takes declared metrics alone, with their labels', () => {
  const wrong = (events: RecordedEvents): void => {
    // @ts-expect-error: a metric is declared, not named
    events.count('requests_received_total', {});
    // @ts-expect-error: a label is missing
    events.count(batcherMetrics.emitted, { model: 'm' });
    // @ts-expect-error: there is no such label
    events.count(batcherMetrics.pushed, { model: 'm', app: 'a' });
    // @ts-expect-error: there is no such reason
    events.count(batcherMetrics.emitted, { model: 'm', reason: 'size' });
    // @ts-expect-error: it has no labels
    events.count(serviceMetrics.faults, { model: 'm' });
    // @ts-expect-error: a histogram is not counted
    events.count(batcherMetrics.batchSize, { model: 'm', group: 'g' });
    // @ts-expect-error: a gauge tells its labels
    events.watch(batcherMetrics.buffered, () => [{ labels: {}, value: 1 }]);
  };
  expect(wrong).toBeInstanceOf(Function);
});

it('is recorded in tests by metric and labels', async () => {
  const events = new RecordedEvents();
  events.count(batcherMetrics.emitted, { model: 'm', reason: 'full' }, 2);
  events.count(batcherMetrics.emitted, { model: 'm', reason: 'late' });
  events.observe(batcherMetrics.batchSize, { model: 'm', group: 'g' }, 5);
  events.watch(batcherMetrics.buffered, () => [{ labels: { model: 'm' }, value: 7 }]);
  expect(events.countOf(batcherMetrics.emitted)).toBe(3);
  expect(events.countOf(batcherMetrics.emitted, { reason: 'late' })).toBe(1);
  expect(events.valuesOf(batcherMetrics.batchSize, { group: 'g' })).toEqual([5]);
  expect(await events.readingOf(batcherMetrics.buffered)).toEqual([{ labels: { model: 'm' }, value: 7 }]);
});
