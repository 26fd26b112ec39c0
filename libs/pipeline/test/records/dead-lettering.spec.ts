import { deadLetterHeaders, topics, valueCutHeader } from '@harmonybatch/contracts';
import { deadLetter } from '@harmonybatch/pipeline';
import { Publisher, RecordRefusedError, type OutboundRecord } from '@harmonybatch/ports';
import { ManualClock, inboundRecord, RecordedEvents } from '../../../ports/test/fake-ports';

/** A topic that takes records up to a size, or none at all for a while. */
class PickyTopic extends Publisher {
  readonly taken: OutboundRecord[] = [];
  refusals: Error[] = [];

  constructor(private readonly mostBytes: number) {
    super();
  }

  override async publish(records: readonly OutboundRecord[]): Promise<void> {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const tooLarge = records.some(({ value }) => Buffer.byteLength(value ?? '') > this.mostBytes);
    if (tooLarge) throw new RecordRefusedError('The request included a message larger than the max message size');
    this.taken.push(...records);
  }
}

const garbage = (bytes: number) =>
  inboundRecord(topics.inferenceRequested.name, Buffer.alloc(bytes, 'x'), { key: 'k' });

const setUp = (maxBytes: number) => {
  const publisher = new PickyTopic(maxBytes);
  return { publisher, clock: new ManualClock(), events: new RecordedEvents() };
};

describe('a dead letter', () => {
  it.each([
    [2_000_000, 1_000_000, 512 * 1024],
    [2_000_000, 20_000, 16 * 1024],
    [2_000_000, 0, 0],
    [600_000, 599_999, 512 * 1024],
  ])('of %i bytes is cut where its topic takes only %i, and says so', async (bytes, maxBytes, kept) => {
    const ports = setUp(maxBytes);
    const record = garbage(bytes);
    await deadLetter(ports, record, 'ingest', 'malformed', 'no JSON');
    const [letter] = ports.publisher.taken;
    expect(letter?.value).toEqual(Buffer.alloc(kept, 'x'));
    expect(letter?.headers).toMatchObject({ [valueCutHeader]: String(bytes), [deadLetterHeaders.offset]: '7' });
    expect(record.released).toBe(true);
  });

  it('is whole, and says nothing of a cut, where its topic takes it', async () => {
    const ports = setUp(1_000);
    await deadLetter(ports, garbage(1_000), 'ingest', 'malformed', 'no JSON');
    expect(ports.publisher.taken[0]?.headers).not.toHaveProperty(valueCutHeader);
  });

  it.each([
    ['refuses everything', () => Array.from({ length: 4 }, () => new RecordRefusedError('Topic authorization failed'))],
    ['is away', () => [new Error('no broker')]],
  ])('waits where its topic %s, keeps nobody waiting, and is written later', async (_why, refusals) => {
    const ports = setUp(1_000);
    ports.publisher.refusals = refusals();
    const record = garbage(10);
    await deadLetter(ports, record, 'ingest', 'malformed', 'no JSON');
    expect(record.released).toBe(false);
    expect(ports.events.faults).toHaveLength(1);
    await ports.clock.advance(1_000);
    expect(ports.publisher.taken).toHaveLength(1);
    expect(record.released).toBe(true);
  });

  it('is not written for a record that is another reader’s by then', async () => {
    const ports = setUp(1_000);
    ports.publisher.refusals = [new Error('no broker')];
    await deadLetter(ports, { ...garbage(10), owned: false }, 'ingest', 'malformed', 'no JSON');
    await ports.clock.advance(120_000);
    expect(ports.publisher.taken).toEqual([]);
  });
});
