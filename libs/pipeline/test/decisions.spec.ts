import { modelVersionOf, topics, type PlanProposed, type PlanPublished } from '@harmonybatch/contracts';
import { examples } from '../../contracts/test/examples';
import { inboundRecord } from '../../ports/test/fake-ports';
import {
  decideProposal,
  DecisionError,
  earlierPlan,
  holdPlan,
  ModelRegistry,
  PlanBoard,
  PlanHistory,
  PlanPins,
  PlanProposals,
  planInForce,
  releasePlan,
  type DecisionFault,
} from '../src';

const model = 'resnet';
const nowMs = 1_700_000_000_000;
const plan = { ...(examples['plan.published'] as PlanPublished), model };
const withGroup = (id: string): PlanPublished => ({
  ...plan,
  groups: plan.groups.slice(0, 1).map((group) => ({ ...group, id })),
});
const [first, second] = [withGroup('1'.repeat(16)), withGroup('2'.repeat(16))];

function known(...plans: PlanPublished[]) {
  const board = new PlanBoard();
  const views = { plans: board, history: new PlanHistory(board) };
  plans.forEach((value, offset) => {
    expect(board.apply(inboundRecord(topics.planPublished.name, value, { key: model, offset }))).toBeNull();
  });
  return views;
}

function faultOf(decide: () => unknown): DecisionFault {
  try {
    decide();
  } catch (error) {
    if (error instanceof DecisionError) return error.fault;
    throw error;
  }
  throw new Error('it was decided');
}

const repricedTo = (costPerSecond: number): PlanPublished => ({ ...first, costPerSecond });

test('plans are remembered in the order in which they came into force', () => {
  const { history } = known(first, repricedTo(1), second, first);
  expect(history.of(model).map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  expect(history.of('another')).toEqual([]);
});

test('of a hundred plans those are forgotten first that were only repriced since', () => {
  const many = Array.from({ length: 120 }, (_, index) => repricedTo(index));
  const epochs = known(second, ...many, second)
    .history.of(model)
    .map(({ epoch }) => epoch);
  expect(epochs).toHaveLength(100);
  expect([epochs[0], ...epochs.slice(-2)]).toEqual([0, 120, 121]);
  const others = Array.from({ length: 101 }, (_, index) => withGroup(String(index).padStart(16, '0')));
  expect(known(...others).history.of(model)[0]?.epoch).toBe(1);
});

test('the plan before has other groups; one that was only priced otherwise is none', () => {
  expect(earlierPlan(known(first, second), model).epoch).toBe(0);
  expect(earlierPlan(known(first, second, first), model, 0).plan.groups).toEqual(first.groups);
  const repriced = known(first, repricedTo(1));
  expect(faultOf(() => earlierPlan(repriced, model))).toEqual({ kind: 'no-earlier-plan', model, epochs: [0] });
  expect(earlierPlan(repriced, model, 0)).toMatchObject({ epoch: 0, plan: first });
  expect(faultOf(() => earlierPlan(known(first, second), model, 7))).toMatchObject({ epoch: 7, epochs: [0] });
  expect(faultOf(() => planInForce(new PlanBoard(), model))).toMatchObject({ kind: 'no-plan' });
});

test('a plan is held to as it stood, while its model is the one that it was made for', () => {
  const models = new ModelRegistry();
  expect(faultOf(() => holdPlan(models, { epoch: 3, plan }, nowMs))).toMatchObject({ kind: 'model-not-registered' });
  const registered = { ...(examples['model.profiled'] as Parameters<typeof modelVersionOf>[0]), name: model };
  models.apply(inboundRecord(topics.modelProfiled.name, registered, { key: model }));
  const other = { ...plan, modelVersion: 'other' };
  expect(faultOf(() => holdPlan(models, { epoch: 3, plan: other }, nowMs))).toMatchObject({ kind: 'other-version' });
  const fitting = { ...plan, modelVersion: modelVersionOf(registered) };
  const record = holdPlan(models, { epoch: 3, plan: fitting }, nowMs);
  expect(record).toMatchObject({ topic: 'plan.pinned', key: model });
  expect(JSON.parse(record.value)).toEqual({ model, epoch: 3, plan: fitting, pinnedAtMs: nowMs });
  const pins = new PlanPins();
  expect(faultOf(() => releasePlan(pins, model))).toEqual({ kind: 'not-held', model });
  expect(pins.apply(inboundRecord(record.topic, JSON.parse(record.value), { key: model }))).toBeNull();
  expect(releasePlan(pins, model)).toEqual({ topic: 'plan.pinned', key: model, value: null });
});

test('a decision is on the proposal that awaits approval, and on no other', () => {
  const proposals = new PlanProposals();
  const propose = (over: Partial<PlanProposed>): PlanProposed => {
    const value = { ...(examples['plan.proposed'] as PlanProposed), model, plan, ...over };
    expect(proposals.apply(inboundRecord(topics.planProposed.name, value, { key: model }))).toBeNull();
    return value;
  };
  const decide = (proposal?: string) =>
    decideProposal(proposals, { model, decision: 'approved', proposal, decidedAtMs: nowMs });
  expect(faultOf(decide)).toMatchObject({ kind: 'none-awaits-approval', waiting: undefined, othersAwaiting: [] });
  propose({ awaits: 'functions' });
  expect(faultOf(decide)).toMatchObject({ kind: 'none-awaits-approval', waiting: { awaits: 'functions' } });
  const { id } = propose({ awaits: 'approval' });
  expect(faultOf(() => decide('f'.repeat(16)))).toMatchObject({ kind: 'other-proposal', waiting: id });
  const { proposal, record } = decide(id);
  expect(proposal.id).toBe(id);
  expect(JSON.parse(record.value)).toEqual({ model, proposal: id, decision: 'approved', decidedAtMs: nowMs });
});
