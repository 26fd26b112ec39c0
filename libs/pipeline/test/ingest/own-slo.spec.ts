import { topics, type InferenceAccepted } from '@harmonybatch/contracts';
import { decide, ingestDefaults, PlanBoard } from '@harmonybatch/pipeline';
import { examples } from '../../../contracts/test/examples';
import { inbound } from '../fakes/records';
import { makeView, nowMs } from './world';

const plan = examples['plan.published'] as { groups: { apps: { name: string }[] }[] };
const group = plan.groups[0]!;
/** A fast execution is as far below the average as the longest is above. */
const fastestMs = 2 * 250 - 300;
const slackMs = 50;
const board = new PlanBoard();
const apps = ['photos', 'night'].map((name) => ({ ...group.apps[0], name }));
const planOf = (latencyMs: object) => ({
  ...plan,
  model: 'vgg19',
  unservable: [],
  groups: [{ ...group, batchSize: 2, latencyMs, slackMs: [slackMs, 0], apps }],
});

const decideOn = (value: object, latencyMs = { avg: 250, max: 300 }) => {
  const record = inbound({ topic: topics.planPublished.name, key: 'vgg19', value: planOf(latencyMs) });
  expect(board.apply(record)).toBeNull();
  return decide(inbound({ value }), { ...makeView(), board }, nowMs, ingestDefaults);
};
const leastMs = fastestMs - slackMs;

describe('an SLO of a single request', () => {
  it('that its function cannot meet is refused, and not worth another try', () => {
    for (const sloMs of [0.001, 1, leastMs]) {
      expect(decideOn({ app: 'photos', id: 'x', inputs: 1, sloMs })).toMatchObject({
        kind: 'rejected',
        outcome: { id: 'x', error: { code: 'slo_unattainable', field: '/sloMs', retryable: false } },
      });
    }
    const refused = decideOn({ app: 'photos', inputs: 1, sloMs: 1 });
    expect(refused.kind === 'rejected' && refused.outcome.error?.message).toContain(`at least ${leastMs} ms`);
  });

  it('that may be met is accepted, and so is one that need not be', () => {
    expect(decideOn({ app: 'photos', inputs: 1, sloMs: leastMs + 1 }).kind).toBe('accepted');
    expect(decideOn({ app: 'night', inputs: 1, sloMs: 1 }).kind).toBe('accepted');
    expect(decideOn({ app: 'photos', inputs: 1 }, { avg: 5_000, max: 5_000 }).kind).toBe('accepted');
  });

  it('that is looser than the app’s is not promised, and the outcome will say what was asked for', () => {
    const decision = decideOn({ app: 'photos', inputs: 1, sloMs: 9_000 });
    const accepted = decision.kind === 'accepted' ? (JSON.parse(decision.json) as InferenceAccepted) : null;
    expect(accepted).toMatchObject({ sloMs: 500, requestedSloMs: 9_000 });
    const tighter = decideOn({ app: 'photos', inputs: 1, sloMs: 400 });
    expect(tighter).toMatchObject({ kind: 'accepted', accepted: { sloMs: 400 } });
    expect(tighter.kind === 'accepted' && tighter.json).not.toContain('requestedSloMs');
  });
});
