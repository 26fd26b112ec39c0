import { topics } from '@harmonybatch/contracts';
import { HeldRecordRequeuer, recordsToRequeue, type HeldRecord } from '@harmonybatch/ports';
import { FakePublisher, inboundRecord, RecordedEvents, type FakeRecord } from './fake-ports';

const accepted = topics.inferenceAccepted.name;
const held = (sinceMs: number, offset: number): HeldRecord & { readonly record: FakeRecord } => ({
  sinceMs,
  record: inboundRecord(accepted, `{"n":${offset}}`, {
    partition: 3,
    offset,
    key: 'k',
    headers: { traceparent: '00' },
  }),
});

describe('records that are held long', () => {
  it.each([
    ['hold back few others', 99, [0, 1], 10_000, 0],
    ['hold back many others', 100, [0, 1], 10_000, 2],
    ['are young', 100, [9_000, 9_500], 10_000, 0],
    ['are old in part', 100, [0, 9_500], 10_000, 1],
    ['are too many for those that they hold back', 100, Array.from({ length: 26 }, () => 0), 10_000, 0],
    ['are as many as that allows', 104, Array.from({ length: 26 }, () => 0), 10_000, 26],
  ])('%s', (_what, heldBack, since, nowMs, expected) => {
    expect(recordsToRequeue({ open: since.map(held), heldBack }, nowMs)).toHaveLength(expected);
  });

  it('are written again where they were, unchanged, and given up then', async () => {
    const publisher = new FakePublisher();
    const open = [held(0, 7)];
    await new HeldRecordRequeuer({ publisher, events: new RecordedEvents() }).requeue({ open, heldBack: 500 }, 10_000);
    const { record } = open[0]!;
    expect(publisher.records).toEqual([
      { topic: accepted, partition: 3, key: 'k', value: record.value, headers: { traceparent: '00' } },
    ]);
    expect(record.released).toBe(true);
  });

  it('stay where they are when that cannot be acknowledged, and are tried again', async () => {
    const publisher = new FakePublisher();
    publisher.failures = 1;
    const holds = new HeldRecordRequeuer({ publisher, events: new RecordedEvents() });
    const open = [held(0, 7)];
    await holds.requeue({ open, heldBack: 500 }, 10_000);
    expect(open[0]!.record.released).toBe(false);
    await holds.requeue({ open, heldBack: 500 }, 11_000);
    expect(open[0]!.record.released).toBe(true);
  });

  it('are not written twice while that is under way, nor where they are another’s', async () => {
    const publisher = new FakePublisher();
    const holds = new HeldRecordRequeuer({ publisher, events: new RecordedEvents() });
    const open = [held(0, 7)];
    await Promise.all([0, 1].map(() => holds.requeue({ open, heldBack: 500 }, 10_000)));
    expect(publisher.records).toHaveLength(1);
    const lost = { sinceMs: 0, record: inboundRecord(accepted, '{}', { owned: false }) };
    await holds.requeue({ open: [lost], heldBack: 500 }, 10_000);
    expect(publisher.records).toHaveLength(1);
  });
});
