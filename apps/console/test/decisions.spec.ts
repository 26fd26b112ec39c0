import {
  modelVersionOf,
  topics,
  type ModelProfiled,
  type PlanPinned,
  type PlanProposed,
  type PlanPublished,
} from '@harmonybatch/contracts';
import { compile } from '@harmonybatch/contracts';
import { Done, type PlanDecision } from '@harmonybatch/console-api';
import { ModelRegistry, PlanBoard, PlanHistory, PlanPins, PlanProposals } from '@harmonybatch/pipeline';
import { examples } from '../../../libs/contracts/test/examples';
import { FakePublisher, inboundRecord, ManualClock } from '../../../libs/ports/test/fake-ports';
import { PlanDecider } from '../src/decisions/plan-decider';
import { RollBacks } from '../src/decisions/roll-backs';
import { KeptPlans } from '../src/plans/kept-plans';
import { PlanIndex, summaryOf } from '../src/plans/plan-index';
import { RecentPlans } from '../src/plans/recent-plans';

const model = 'resnet';
const registered = { ...(examples['model.profiled'] as ModelProfiled), name: model };
const plan: PlanPublished = {
  ...(examples['plan.published'] as PlanPublished),
  model,
  modelVersion: modelVersionOf(registered),
};
const withGroup = (id: string): PlanPublished => ({
  ...plan,
  groups: plan.groups.slice(0, 1).map((group) => ({ ...group, id })),
});
const check = compile(Done);

let publisher: FakePublisher;
let keep: (epoch: number, plan: PlanPublished) => void;
let view: ConstructorParameters<typeof PlanDecider>[0];
let decider: PlanDecider;

beforeEach(() => {
  const [plans, models] = [new PlanBoard(), new ModelRegistry()];
  const history = new PlanHistory(plans);
  const [index, recent] = [new PlanIndex(50), new RecentPlans()];
  keep = (epoch, kept) => {
    index.add(model, summaryOf(epoch, epoch, kept));
    recent.add(epoch, kept);
  };
  view = {
    ...{ models, plans, history },
    kept: new KeptPlans(index, recent, { plan: async () => null }),
    rollBacks: new RollBacks(models, plans, history),
    pins: new PlanPins(),
    proposals: new PlanProposals(),
  };
  view.models.apply(inboundRecord(topics.modelProfiled.name, registered, { key: model }));
  publisher = new FakePublisher();
  decider = new PlanDecider(view, publisher, new ManualClock());
});

function publishPlan(value: PlanPublished, offset: number): void {
  expect(view.plans.apply(inboundRecord(topics.planPublished.name, value, { key: model, offset }))).toBeNull();
  keep(offset, value);
}

function propose(awaits: PlanProposed['awaits']): string {
  const value = { ...(examples['plan.proposed'] as PlanProposed), model, plan, awaits };
  expect(view.proposals.apply(inboundRecord(topics.planProposed.name, value, { key: model }))).toBeNull();
  return value.id;
}

async function done(decision: PlanDecision) {
  const answer = await decider.decide(model, decision);
  expect(check.check(answer)).toBe(true);
  return answer;
}

it.each([
  ['approve', 'approved'],
  ['reject', 'rejected'],
] as const)('%s decides on the proposal that awaits it', async (action, decision) => {
  const proposal = propose('approval');
  const { sentence, command } = await done({ action, proposal });
  expect(sentence).toContain(`is ${decision}`);
  expect(command).toBe(`harmonybatch plan ${action} resnet --proposal ${proposal}`);
  expect(publisher.values('plan.decided')).toEqual([{ model, proposal, decision, decidedAtMs: expect.any(Number) }]);
});

it('roll-back holds a model to an earlier plan, as it stood; release ends that', async () => {
  const [first, second] = [withGroup('1'.repeat(16)), withGroup('2'.repeat(16))];
  publishPlan(first, 4);
  publishPlan(second, 9);
  expect((await done({ action: 'roll-back', epoch: 4 })).command).toBe('harmonybatch plan rollback resnet --epoch 4');
  const [pinned] = publisher.values<PlanPinned>('plan.pinned');
  expect(pinned).toMatchObject({ model, epoch: 4, plan: { groups: [{ id: '1'.repeat(16) }] } });
  view.pins.apply(inboundRecord(topics.planPinned.name, pinned, { key: model }));
  expect((await done({ action: 'release' })).command).toBe('harmonybatch plan unpin resnet');
  expect(publisher.records.at(-1)).toMatchObject({ topic: 'plan.pinned', key: model, value: null });
});

it('rolls back to every plan that is kept, to one that was only repriced since or that Kafka has no more too', async () => {
  const [first, second] = [withGroup('1'.repeat(16)), withGroup('2'.repeat(16))];
  keep(2, second);
  publishPlan(first, 4);
  publishPlan({ ...first, costPerSecond: 9 }, 5);
  expect((await done({ action: 'roll-back', epoch: 4 })).command).toBe('harmonybatch plan rollback resnet --epoch 4');
  expect((await done({ action: 'roll-back', epoch: 2 })).command).toBeNull();
  expect(publisher.values<PlanPinned>('plan.pinned')).toMatchObject([
    { epoch: 4, plan: first },
    { epoch: 2, plan: second },
  ]);
  await expect(decider.decide(model, { action: 'roll-back', epoch: 5 })).rejects.toMatchObject({
    status: 404,
    fault: { hint: 'Kept are those of epochs 4, 2.' },
  });
});

it('says of a plan why its model cannot be rolled back to it', () => {
  const { rollBacks } = view;
  expect(rollBacks.obstacle(plan)).toContain('there is no plan of model resnet in force');
  publishPlan(plan, 1);
  expect(rollBacks.obstacle(plan)).toBeNull();
  expect(rollBacks.obstacle({ model, modelVersion: '0' })).toContain('harmonybatch models rollback resnet --to 0');
  view.models.apply(inboundRecord(topics.modelProfiled.name, null, { key: model }));
  expect(rollBacks.obstacle(plan)).toContain('model resnet is not registered');
});

it.each<[string, PlanDecision, number, string, string]>([
  ['no plan awaits approval', { action: 'approve' }, 409, 'conflict', 'HARMONYBATCH_PLAN_APPROVAL=required'],
  ['the model is held to no plan', { action: 'release' }, 409, 'conflict', 'plans it already'],
  ['no plan is in force', { action: 'roll-back' }, 404, 'not_found', 'Models with plans: none'],
  ['an epoch stands beside an approval', { action: 'approve', epoch: 1 }, 400, 'invalid', 'Leave it out'],
  [
    'a proposal stands beside a release',
    { action: 'release', proposal: 'a'.repeat(16) },
    400,
    'invalid',
    'Leave it out',
  ],
])('is refused where %s, with what mends it', async (_, decision, status, code, hint) => {
  await expect(decider.decide(model, decision)).rejects.toMatchObject({
    status,
    fault: { code, hint: expect.stringContaining(hint) },
  });
  expect(publisher.records).toEqual([]);
});

it('is refused of a model that nobody knows, of another proposal, of one that waits for functions, and of a plan of another version', async () => {
  await expect(decider.decide('none', { action: 'release' })).rejects.toMatchObject({ status: 404 });
  propose('functions');
  await expect(decider.decide(model, { action: 'approve' })).rejects.toMatchObject({
    fault: { code: 'conflict', hint: expect.stringContaining('harmonybatch plan export resnet --proposed') },
  });
  const waiting = propose('approval');
  await expect(decider.decide(model, { action: 'approve', proposal: 'f'.repeat(16) })).rejects.toMatchObject({
    fault: { code: 'conflict', hint: expect.stringContaining(waiting) },
  });
  publishPlan({ ...withGroup('1'.repeat(16)), modelVersion: '0' }, 1);
  publishPlan(withGroup('2'.repeat(16)), 2);
  await expect(decider.decide(model, { action: 'roll-back', epoch: 7 })).rejects.toMatchObject({ status: 404 });
  await expect(decider.decide(model, { action: 'roll-back' })).rejects.toMatchObject({
    fault: { code: 'conflict', hint: expect.stringContaining('models rollback resnet --to 0') },
  });
  expect(publisher.records).toEqual([]);
});

it('says nothing is done where Kafka does not take it', async () => {
  propose('approval');
  publisher.failures = 1;
  await expect(decider.decide(model, { action: 'approve' })).rejects.toThrow('no broker');
});
