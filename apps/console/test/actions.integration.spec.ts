import { deadLetterHeaders, deadLetterTopics, modelVersionOf, topics } from '@harmonybatch/contracts';
import { OnState } from '@harmonybatch/messaging';
import { ModelRegistry, PlanBoard, PlanHistory, PlanPins, PlanProposals } from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { Deployment, Watched } from '../../../libs/messaging/test/harness';
import { inboundRecord, ManualClock } from '../../../libs/ports/test/fake-ports';
import { listLetters } from '../src/dead-letters/letter-list';
import { KafkaLetterTopics } from '../src/dead-letters/letter-topics';
import { Resending } from '../src/dead-letters/resending';
import { PlanDecider } from '../src/decisions/plan-decider';
import { RollBacks } from '../src/decisions/roll-backs';
import { KeptPlans } from '../src/plans/kept-plans';
import { PlanIndex } from '../src/plans/plan-index';
import { RecentPlans } from '../src/plans/recent-plans';
import { exampleModel, examplePlan } from './examples';

const origin = topics.inferenceRequested.name;
const dead = deadLetterTopics[origin]!;

describe('what the console does on a real Kafka', () => {
  const deployment = new Deployment();
  const { kafka, settings } = deployment;

  beforeAll(() => deployment.open([topics.inferenceRequested, dead, topics.planPinned]));
  afterAll(() => deployment.close());

  const headers = { [deadLetterHeaders.topic]: origin, [deadLetterHeaders.code]: 'malformed' };
  const bury = (value: string): Promise<void> =>
    deployment.publisher.publish([{ topic: dead.name, key: 'k', value, headers }]);
  const sentAgain = async (): Promise<number> => {
    const offsets = await deployment.admin.fetchTopicOffsets(settings.topicPrefix + origin);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  };

  it('sends dead letters again after a dry run, each once, however often that is confirmed', async () => {
    const letters = new KafkaLetterTopics(kafka, settings.topicPrefix);
    const resending = new Resending(letters, new ManualClock());
    const filter = { topic: origin };
    await bury('{"first"');
    await bury('{"second"');
    expect(await listLetters(letters, filter, 1)).toMatchObject({
      ...{ total: 2, byCode: { malformed: 2 } },
      rows: [{ place: `${dead.name}/0/1`, preview: '{"second"', key: 'k', resent: false }],
    });
    const { confirm, eligible } = await resending.answer({ filter });
    expect(eligible).toBe(2);
    expect(await sentAgain()).toBe(0);
    const confirmed = { filter, confirm: confirm! };
    const [one] = await Promise.all([resending.answer(confirmed), resending.answer(confirmed)]);
    expect([one.sent, (await resending.answer(confirmed)).sent]).toEqual([2, 2]);
    expect(await sentAgain()).toBe(2);
    const after = await listLetters(letters, filter, 9);
    expect(after.rows.map(({ resent }) => resent)).toEqual([true, true]);
    expect((await resending.answer({ filter })).eligible).toBe(0);
  });

  it('holds a model to an earlier plan and releases it, as the planner reads it', async () => {
    const pins = new PlanPins();
    const told = new Watched<(number | undefined)[]>([]);
    class Planner {
      @OnState(topics.planPinned)
      pinned(records: InboundRecord[]): void {
        for (const record of records) {
          expect(pins.apply(record)).toBeNull();
          told.value.push(pins.get('resnet')?.epoch);
        }
        told.changed();
      }
    }
    await deployment.serve(Planner);
    const plans = new PlanBoard();
    const models = new ModelRegistry();
    const history = new PlanHistory(plans);
    const kept = new KeptPlans(new PlanIndex(2), new RecentPlans(), { plan: async () => null });
    const rollBacks = new RollBacks(models, plans, history);
    const view = { models, plans, history, kept, rollBacks, pins, proposals: new PlanProposals() };
    models.apply(inboundRecord(topics.modelProfiled.name, exampleModel, { key: 'resnet' }));
    for (const [offset, id] of ['1'.repeat(16), '2'.repeat(16)].entries()) {
      const groups = examplePlan.groups.map((group) => ({ ...group, id }));
      const plan = { ...examplePlan, modelVersion: modelVersionOf(exampleModel), groups };
      plans.apply(inboundRecord(topics.planPublished.name, plan, { key: 'resnet', offset }));
    }
    const decider = new PlanDecider(view, deployment.publisher, new ManualClock());
    await decider.decide('resnet', { action: 'roll-back' });
    await told.until(({ length }) => length > 0);
    await decider.decide('resnet', { action: 'release' });
    await told.until(({ length }) => length > 1);
    expect(told.value).toEqual([0, undefined]);
  });
});
