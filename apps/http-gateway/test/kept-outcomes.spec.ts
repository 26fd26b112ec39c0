import { identityOfId } from '@harmonybatch/contracts';
import type { OutcomePlace, PastOutcomes } from '@harmonybatch/messaging';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { KeptOutcomes } from '../src/outcomes/kept-outcomes';
import { OutcomePlaces } from '../src/outcomes/outcome-places';

const identity = identityOfId('photos', '', 'a');
const written = (key: string, clock: ManualClock) => ({
  offset: 5,
  timestampMs: clock.nowMs(),
  key: () => key,
  keyBytes: () => Buffer.from(key),
  headers: () => new Map(),
  value: () => null,
  header: () => 'ok',
});

/** A log with one outcome, which is read when a test says so. */
class FakePast implements Pick<PastOutcomes, 'connect' | 'read' | 'at' | 'close'> {
  stored: { key: string; text: string } | null = { key: identity, text: '{"id":"a"}' };
  asked: OutcomePlace[] = [];
  tellRead: () => void = () => undefined;
  private readonly told = new Promise<void>((resolve) => (this.tellRead = resolve));

  constructor(private readonly clock: ManualClock) {}

  connect = async (): Promise<void> => undefined;
  close = async (): Promise<void> => undefined;
  async read(...[, , take]: Parameters<PastOutcomes['read']>): Promise<void> {
    await this.told;
    take(written(identity, this.clock), 2);
  }
  async at(place: OutcomePlace) {
    this.asked.push(place);
    return this.stored;
  }
}

const worldOf = () => {
  const clock = new ManualClock();
  const past = new FakePast(clock);
  const places = new OutcomePlaces(clock, { maxOutcomes: 10, forMs: 60_000 });
  return { clock, past, kept: new KeptOutcomes({ places, past, clock, events: new RecordedEvents() }, 60_000) };
};

it('finds what was written before it started, as soon as that was read, by where it lies', async () => {
  const { past, kept } = worldOf();
  kept.open();
  expect(kept.notReadyReasons()).toHaveLength(1);
  expect(await kept.find('photos', 'a')).toBeNull();
  past.tellRead();
  while (!kept.isWhole) await new Promise((resolve) => setImmediate(resolve));
  expect(kept.notReadyReasons()).toEqual([]);
  expect(await kept.find('photos', 'a')).toEqual({ text: '{"id":"a"}', isRejected: false });
  expect(past.asked).toMatchObject([{ partition: 2, offset: 5 }]);
  expect(await kept.find('search', 'a')).toBeNull();
  await kept.close();
});

it('does not take what lies there now for the outcome: the topic may be another one', async () => {
  const { past, kept } = worldOf();
  kept.open();
  past.tellRead();
  while (!kept.isWhole) await new Promise((resolve) => setImmediate(resolve));
  past.stored = { key: 'another', text: '{}' };
  expect(await kept.find('photos', 'a')).toBeNull();
  past.stored = null;
  expect(await kept.find('photos', 'a')).toBeNull();
  await kept.close();
});

it('takes calls after a while though it still reads, and says that it does not know all', async () => {
  const { clock, past, kept } = worldOf();
  kept.open();
  await clock.advance(10_000);
  expect(kept.notReadyReasons()).toEqual([]);
  expect(kept.isWhole).toBe(false);
  past.tellRead();
  await kept.close();
});
