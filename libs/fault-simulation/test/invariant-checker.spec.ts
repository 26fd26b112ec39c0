import { identityOfId, topics } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { VirtualClock } from '@harmonybatch/memory';
import { History } from '../src/check/history';
import { InvariantChecker } from '../src/check/invariant-checker';
import { Incarnation } from '../src/world/incarnation';

const startMs = 1_800_000_000_000;
const requested = topics.inferenceRequested.name;
const partition = 0;

function setUp() {
  const clock = new VirtualClock(startMs);
  const witness = new InvariantChecker(clock, startMs, new History(() => 0, false), 400);
  const ingest = new Incarnation('ingest-0', 'ingest', 1, clock);
  const write = (offset: number, id: string): InboundRecord => {
    const stored = { key: null, value: Buffer.from(JSON.stringify({ app: 'app1', id, inputs: 1 })), headers: {} };
    const record = { ...stored, timestampMs: clock.nowMs() };
    witness.appended(requested, partition, offset, record);
    return { ...record, topic: requested, partition, offset, release: () => undefined };
  };
  const storyOf = (id: string) => witness.requests.of(identityOfId('app1', '', id));
  return { clock, witness, ingest, write, storyOf };
}

describe('a record that was read before its topic was made anew, and is taken up after that', () => {
  it('is about the request that it was about', () => {
    const { witness, ingest, write, storyOf } = setUp();
    const record = write(0, 'a');
    witness.delivered(ingest, record);
    witness.topicRecreated(requested);
    witness.delivered(ingest, record);
    expect(storyOf('a').ingestDeliveries).toBe(2);
  });

  it('is not about the one that stands in its place now', async () => {
    const { clock, witness, ingest, write, storyOf } = setUp();
    const record = write(0, 'a');
    witness.topicRecreated(requested);
    await clock.advance(5);
    write(0, 'b');
    witness.delivered(ingest, record);
    expect([storyOf('a').ingestDeliveries, storyOf('b').ingestDeliveries]).toEqual([1, 0]);
    expect(storyOf('b').isWithReader(requested)).toBe(false);
  });
});
