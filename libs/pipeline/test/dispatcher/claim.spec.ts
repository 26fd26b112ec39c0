import {
  BatchStore,
  OutcomeLog,
  type Founded,
  type SettleClaim,
  type SettleVerdict,
  type StageEvents,
} from '@harmonybatch/pipeline';
import { Claim } from '../../src/dispatcher/claim';
import { ManualClock } from '../fake-ports';

const leaseMs = 1_000;

class KnownOutcomes extends OutcomeLog {
  readonly known = new Set<string>();
  override async answered(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => this.known.has(id)));
  }
}

class World {
  readonly clock = new ManualClock();
  readonly verdicts = new Map<string, SettleVerdict>();
  readonly outcomes = new KnownOutcomes();
  readonly claim: Claim;

  constructor() {
    const store = Object.assign(Object.create(BatchStore.prototype) as BatchStore, {
      settle: this.settle,
      done: async () => undefined,
    });
    const events = { counted: () => undefined, noted: () => undefined } as unknown as StageEvents;
    const ports = { store, outcomes: this.outcomes, clock: this.clock, events };
    this.claim = new Claim(ports, { model: 'net', batchId: 'b', owner: 'o', leaseMs }, new Map());
  }

  private readonly settle = async (_model: string, { ids }: SettleClaim): Promise<Founded<SettleVerdict[]>> => ({
    foundedAtMs: 0,
    knownSinceMs: 0,
    reply: ids.map((id) => this.verdicts.get(id) ?? { kind: 'mine' }),
  });
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
  outcomes.known.add('answered');
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
