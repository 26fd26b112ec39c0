import type { InferenceAccepted } from '@harmonybatch/contracts';
import {
  BatchStore,
  OutcomeLog,
  type StoreAnswer,
  type SettleClaim,
  type SettleVerdict,
  type StageEvents,
} from '@harmonybatch/ports';
import { Claim } from '../../src/dispatcher/claim';
import { InFlightRequests } from '../../src/dispatcher/in-flight-requests';
import { WatchedStore } from '../../src/store/watched-store';
import { ManualClock } from '../../../ports/test/fake-ports';

const leaseMs = 1_000;

class ToldOutcomes extends OutcomeLog {
  readonly written = new Set<string>();
  isReadable = true;
  /** Answers wait for that. */
  read: Promise<void> = Promise.resolve();
  questions = 0;
  override async answered(identities: readonly string[]): Promise<ReadonlySet<string>> {
    this.questions += 1;
    await this.read;
    if (!this.isReadable) throw new Error('no broker');
    return new Set(identities.filter((identity) => this.written.has(identity)));
  }
}

class World {
  readonly clock = new ManualClock();
  readonly verdicts = new Map<string, SettleVerdict>();
  readonly outcomes = new ToldOutcomes();
  readonly claim: Claim;
  /** What the store was asked for. */
  readonly asked: string[] = [];
  storeIsDown = false;
  isOurs = true;

  /** @param readBefore requests that an ingest may have rejected before another accepted them */
  constructor(readBefore: readonly string[] = [], inFlightRequests = new InFlightRequests()) {
    const store = Object.assign(Object.create(BatchStore.prototype) as BatchStore, {
      settle: this.settle,
      done: async () => ({ generation: 0, knownSinceMs: 0, reply: undefined }),
    });
    const silent = (): void => undefined;
    const events = { count: silent, debug: silent, warn: silent } as unknown as StageEvents;
    const watched = new WatchedStore(store, this.clock, events, () => undefined);
    const ports = { store: watched, outcomes: this.outcomes, clock: this.clock, events };
    const terms = {
      model: 'net',
      batchId: 'b',
      owner: 'o',
      leaseMs,
      inFlightRequests,
      isOwned: () => this.isOurs,
    };
    const marked = { mayBeAnswered: true, arrivedAtMs: this.clock.nowMs() } as InferenceAccepted;
    this.claim = new Claim(ports, terms, new Map(readBefore.map((id) => [id, marked])));
  }

  private readonly settle = async (_model: string, { ids }: SettleClaim): Promise<StoreAnswer<SettleVerdict[]>> => {
    this.asked.push(...ids);
    if (this.storeIsDown) throw new Error('no answer in 100 ms');
    const reply = ids.map((id) => this.verdicts.get(id) ?? ({ kind: 'mine' } as const));
    return { generation: 0, knownSinceMs: 0, reply };
  };
}

it('a lease that was renewed for some requests of a batch still ends for the others', async () => {
  const { claim, clock } = new World();
  await claim.settle(['one', 'other']);
  expect(claim.holds(['one', 'other'])).toBe(true);
  await clock.advance(600);
  await claim.settle(['other']);
  await clock.advance(600);
  expect(claim.holds(['other'])).toBe(true);
  expect(claim.holds(['one'])).toBe(false);
  expect(claim.holds(['one', 'other'])).toBe(false);
});

it('what another runs or answered by now is held no more, at once', async () => {
  const { claim, verdicts, clock } = new World();
  await claim.settle(['mine', 'busy', 'done']);
  verdicts.set('busy', { kind: 'busy', untilMs: clock.nowMs() + 500 });
  verdicts.set('done', { kind: 'done' });
  await claim.renew(new Set(['mine', 'busy', 'done']));
  expect(['mine', 'busy', 'done'].map((id) => claim.holds([id]))).toEqual([true, false, false]);
});

it('a renewal asks the log about what another held in between: it may have answered and died', async () => {
  const { claim, verdicts, outcomes, clock } = new World();
  await claim.settle(['open', 'answered']);
  await clock.advance(2_000);
  for (const id of ['open', 'answered']) verdicts.set(id, { kind: 'again' });
  outcomes.written.add('answered');
  await claim.renew(new Set(['open', 'answered']));
  expect([claim.holds(['open']), claim.holds(['answered'])]).toEqual([true, false]);
});

it('without the store the work goes on', async () => {
  const { claim, verdicts } = new World();
  verdicts.get = () => {
    throw new Error('no store');
  };
  const { mine } = await claim.settle(['one']);
  expect([mine, claim.holds(['one'])]).toEqual([['one'], true]);
});

it('what the store cannot know is looked up in the log', async () => {
  const { claim, verdicts, outcomes } = new World();
  verdicts.set('taken-over', { kind: 'again' });
  outcomes.written.add('taken-over');
  expect(await claim.settle(['taken-over', 'other'])).toMatchObject({ mine: ['other'], done: ['taken-over'] });
});

describe('after a send whose acknowledgement is missing', () => {
  it('nothing is sent before the log was asked; what is there by now is done', async () => {
    const { claim, outcomes } = new World();
    await claim.settle(['written', 'lost']);
    claim.markInDoubt(['written', 'lost']);
    outcomes.written.add('written');
    expect(claim.holds(['lost'])).toBe(false);
    expect(await claim.settle(['written', 'lost'])).toMatchObject({ mine: ['lost'], done: ['written'] });
    expect(claim.holds(['lost'])).toBe(true);
  });

  it('a log that cannot be read is asked ever more rarely, though not for ever', async () => {
    const { claim, outcomes, clock } = new World();
    await claim.settle(['one']);
    claim.markInDoubt(['one']);
    outcomes.isReadable = false;
    const waitsMs: number[] = [];
    while (!claim.holds(['one'])) {
      const { busy, retryAtMs } = await claim.settle(['one']);
      if (busy.length > 0) waitsMs.push(retryAtMs - clock.nowMs());
    }
    expect(waitsMs).toEqual([250, 500, 1_000, ...Array.from({ length: 7 }, () => 2_000)]);
  });

  it('renewals keep the lease and ask no log, and the doubt stays', async () => {
    const { claim, outcomes, clock } = new World();
    await claim.settle(['one']);
    claim.markInDoubt(['one']);
    outcomes.questions = 0;
    for (let renewals = 0; renewals < 5; renewals += 1) {
      await clock.advance(400);
      await claim.renew(new Set(['one']));
    }
    expect([outcomes.questions, claim.holds(['one'])]).toEqual([0, false]);
    await claim.settle(['one']);
    expect([outcomes.questions, claim.holds(['one'])]).toEqual([1, true]);
  });

  it('a renewal that comes too late asks nothing, and the log is asked before anything is written', async () => {
    const { claim, verdicts, outcomes, clock } = new World();
    await claim.settle(['one']);
    claim.markInDoubt(['one']);
    outcomes.questions = 0;
    await clock.advance(2_000);
    verdicts.set('one', { kind: 'again' });
    outcomes.written.add('one');
    await claim.renew(new Set(['one']));
    expect([outcomes.questions, claim.holds(['one'])]).toEqual([0, false]);
    expect((await claim.settle(['one'])).done).toEqual(['one']);
  });
});

it('work begins though the log cannot be read, but nothing is written before it can', async () => {
  const { claim, verdicts, outcomes } = new World();
  verdicts.set('one', { kind: 'again' });
  outcomes.isReadable = false;
  expect((await claim.settle(['one'])).mine).toEqual(['one']);
  expect(claim.holds(['one'])).toBe(false);
  outcomes.isReadable = true;
  expect((await claim.settle(['one'])).mine).toEqual(['one']);
  expect(claim.holds(['one'])).toBe(true);
});

it('without the store the reader of a batch goes on, and nobody else', async () => {
  const world = new World();
  world.storeIsDown = true;
  expect(await world.claim.settle(['one'])).toMatchObject({ mine: ['one'], busy: [] });
  expect(world.claim.holds(['one'])).toBe(true);
  world.isOurs = false;
  expect(await world.claim.settle(['one'])).toMatchObject({ mine: [], busy: ['one'] });
  expect(world.claim.holds(['one'])).toBe(false);
  world.storeIsDown = false;
  expect(await world.claim.settle(['one'])).toMatchObject({ mine: ['one'], busy: [] });
});

describe('what an ingest may have rejected before another accepted it', () => {
  const untilLookedFor = async (world: World): Promise<void> => world.clock.advance(1);

  it('is run at once, and nothing is written of it before it was looked for in the log', async () => {
    const world = new World(['one']);
    let goOn = (): void => undefined;
    world.outcomes.read = new Promise((resolve) => (goOn = resolve));
    expect(await world.claim.settle(['one'])).toMatchObject({ mine: ['one'], done: [] });
    expect([world.claim.holds(['one']), world.outcomes.questions]).toEqual([false, 1]);
    goOn();
    await untilLookedFor(world);
    expect([world.claim.holds(['one']), world.outcomes.questions]).toEqual([true, 1]);
    await world.claim.settle(['one']);
    await world.claim.renew(new Set(['one']));
    expect(world.outcomes.questions).toBe(1);
  });

  it('is done where it was rejected', async () => {
    const world = new World(['one']);
    world.outcomes.written.add('one');
    await world.claim.settle(['one']);
    await untilLookedFor(world);
    expect(world.claim.holds(['one'])).toBe(false);
    expect(await world.claim.settle(['one'])).toMatchObject({ mine: [], done: ['one'] });
  });

  it('waits like any doubt where the log cannot be read when it is to be written', async () => {
    const world = new World(['one']);
    world.outcomes.isReadable = false;
    await world.claim.settle(['one']);
    await untilLookedFor(world);
    await world.claim.settle(['one']);
    expect(await world.claim.settle(['one'])).toMatchObject({ mine: [], busy: ['one'] });
    expect(world.claim.holds(['one'])).toBe(false);
    world.outcomes.isReadable = true;
    expect(await world.claim.settle(['one'])).toMatchObject({ mine: ['one'] });
    expect(world.claim.holds(['one'])).toBe(true);
  });
});

it('while nobody hears of a claim the log is asked again before anything is written that took its time', async () => {
  const world = new World();
  const { claim, clock, outcomes } = world;
  world.storeIsDown = true;
  expect((await claim.settle(['one'])).mine).toEqual(['one']);
  expect([claim.holds(['one']), outcomes.questions]).toEqual([true, 1]);
  await clock.advance(200);
  expect(claim.holds(['one'])).toBe(false);
  outcomes.written.add('one');
  expect((await claim.settle(['one'])).done).toEqual(['one']);
});

it('renewals do not use up the patience of a doubt', async () => {
  const world = new World();
  const { claim, clock, outcomes } = world;
  world.storeIsDown = true;
  outcomes.isReadable = false;
  await claim.settle(['one']);
  for (let renewal = 0; renewal < 20; renewal += 1) {
    await clock.advance(1_000);
    await claim.renew(new Set(['one']));
  }
  expect([claim.holds(['one']), outcomes.questions]).toEqual([false, 1]);
});

it('of two runs of one dispatcher only one works on a request, store or not, until it leaves it', async () => {
  const atWork = new InFlightRequests();
  const [first, second] = [new World([], atWork), new World([], atWork)];
  for (const { clock } of [first, second]) await clock.advance(1);
  first.storeIsDown = second.storeIsDown = true;
  expect((await first.claim.settle(['one', 'both'])).mine).toEqual(['one', 'both']);
  const division = await second.claim.settle(['both', 'other']);
  expect([division.mine, division.busy]).toEqual([['other'], ['both']]);
  expect(division.retryAtMs).toBeGreaterThan(second.clock.nowMs());
  first.claim.release(['both']);
  expect((await second.claim.settle(['both'])).mine).toEqual(['both']);
  expect((await first.claim.settle(['both'])).busy).toEqual(['both']);
});

it('a renewal that the store does not answer is asked for again, though another may read the batch by now', async () => {
  const world = new World();
  await world.claim.settle(['one']);
  world.storeIsDown = true;
  world.isOurs = false;
  await world.claim.renew(new Set(['one']));
  expect(world.claim.holds(['one'])).toBe(false);
  world.storeIsDown = false;
  await world.claim.renew(new Set(['one']));
  expect(world.claim.holds(['one'])).toBe(true);
});

it('what waits until the log can be read stays the run’s: its lease is renewed, and no other run takes it up', async () => {
  const atWork = new InFlightRequests();
  const [first, second] = [new World([], atWork), new World([], atWork)];
  await first.claim.settle(['one']);
  first.claim.markInDoubt(['one']);
  first.outcomes.isReadable = false;
  expect((await first.claim.settle(['one'])).busy).toEqual(['one']);
  first.asked.length = 0;
  await first.claim.renew(new Set(['one']));
  expect(first.asked).toEqual(['one']);
  expect((await second.claim.settle(['one'])).busy).toEqual(['one']);
});

it('what another runs is left to it, in doubt or not', async () => {
  const atWork = new InFlightRequests();
  const [first, second] = [new World([], atWork), new World([], atWork)];
  await first.claim.settle(['one']);
  first.claim.markInDoubt(['one']);
  first.verdicts.set('one', { kind: 'busy', untilMs: 500 });
  await first.claim.settle(['one']);
  expect((await second.claim.settle(['one'])).mine).toEqual(['one']);
});
