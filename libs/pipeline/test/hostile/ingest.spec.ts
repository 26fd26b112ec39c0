import { topics, type InferenceAccepted } from '@harmonybatch/contracts';
import { Admission, Ingest, ingestDefaults, PressureBoard, RateLimits } from '@harmonybatch/pipeline';
import fc from 'fast-check';
import { hostileRecords } from '../../../contracts/test/support/hostile-records';
import { ManualClock } from '../../../ports/test/fake-ports';
import { makeViewWithModel } from '../ingest/world';
import { deadLetterOf, NotedEvents, WatchedPublisher, WatchedRecords, wellMeant } from './watched-log';

const topic = topics.inferenceRequested;
/** Times as the producer wrote them: the broker's own cannot be hostile. */
const config = { ...ingestDefaults, timestamps: 'CreateTime' } as const;
const records = fc.array(hostileRecords(topic.value, { words: ['photos', 'night', 'hopeless'] }), {
  minLength: 1,
  maxLength: 4,
});

it('gives every record exactly one end, and passes the next one on', async () => {
  const view = makeViewWithModel();
  const admission = new Admission(new PressureBoard(), view.board, view.apps, () => 1);
  const gates = { admission, rateLimits: new RateLimits(view.apps, () => 1) };
  await fc.assert(
    fc.asyncProperty(records, async (hostile) => {
      const publisher = new WatchedPublisher();
      const ports = { publisher, clock: new ManualClock(), events: new NotedEvents() };
      const ingest = new Ingest(ports, view, gates, config);
      const ends = (): number =>
        [topics.inferenceAccepted.name, topics.inferenceCompleted.name, `${topic.name}.dead`]
          .map((name) => publisher.of(name).length)
          .reduce((sum, count) => sum + count, 0);
      const read = new WatchedRecords(topic.name, () => ends() === hostile.length + 1);
      for (const one of hostile) read.add(one);
      read.add(wellMeant({ app: 'photos', id: 'after', inputs: 1 }));
      await ingest.accept(read.all);
      expect([read.open(), read.tooEarly, publisher.unreadable]).toEqual([[], [], []]);
      for (const record of read.all) deadLetterOf(publisher, record);
      const ids = publisher.values<InferenceAccepted>(topics.inferenceAccepted.name).map(({ id }) => id);
      expect(ids).toContain('after');
    }),
    { seed: 20240617, numRuns: 600 },
  );
});
