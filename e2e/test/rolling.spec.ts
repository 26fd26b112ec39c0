import { topics } from '@harmonybatch/contracts';
import { freshIds, RunningSystem, serviceNames } from '../harness/running-system';

const replicas = 2;
const requestGapMs = 25;
/** What plans keep of every SLO for the way: a roll delays requests by less, even on a slow machine, so none expires. */
const overheadMs = 4000;
const app = { name: 'photos', model: 'vgg19', sloMs: 8000, expectedRateHz: 40, whenLate: 'expire' } as const;

/** One topic that each service reads by a group of its own. */
const topicOf: Readonly<Record<(typeof serviceNames)[number], string>> = {
  ingest: topics.inferenceRequested.name,
  'rate-estimator': topics.arrivalCounted.name,
  planner: topics.planRequested.name,
  batcher: topics.inferenceAccepted.name,
  dispatcher: topics.batchReady.name,
};

/** Requests that flow until they are told to end. */
class Traffic {
  readonly ids: string[] = [];
  private ended = false;
  private readonly sending: Promise<void>;

  constructor(system: RunningSystem) {
    this.sending = this.send(system);
  }

  async end(): Promise<readonly string[]> {
    this.ended = true;
    await this.sending;
    return this.ids;
  }

  private async send(system: RunningSystem): Promise<void> {
    while (!this.ended) {
      const [id] = freshIds(1) as [string];
      this.ids.push(id);
      await system.request('photos', [id], requestGapMs);
    }
  }
}

describe('rolling a service under traffic', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await RunningSystem.start(replicas, { HARMONYBATCH_OVERHEAD_MS: String(overheadMs) });
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp(app);
    await system.plan((plan) => plan.groups.length > 0);
    const warmUp = freshIds(40);
    await system.request('photos', warmUp, requestGapMs);
    await system.outcomes.first(warmUp);
  });

  afterAll(() => system?.stop());

  it.each([...serviceNames])(
    '%s: every replica ends with 0 and leaves its group, every request is answered ok and once',
    async (name) => {
      const traffic = new Traffic(system);
      for (let rolled = 0; rolled < replicas; rolled += 1) {
        const before = await system.membersOf(name, topicOf[name]);
        expect(before).toHaveLength(replicas);
        expect(await system.stopService(name)).toBe(0);
        const after = await system.membersOf(name, topicOf[name]);
        expect(after).toHaveLength(replicas - 1);
        expect(before).toEqual(expect.arrayContaining(after));
        await system.startService(name);
      }
      const ids = await traffic.end();
      const outcomes = await system.outcomes.first(ids);
      expect(outcomes.filter(({ outcome }) => outcome.status !== 'ok')).toEqual([]);
      expect(ids.filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    },
  );
});
