import { modelVersionOf, recordOf, topics, type BatchExecuted, type CalibrationChanged } from '@harmonybatch/contracts';
import { ExecutionLaw, latencyOf, shippedProfiles } from '@harmonybatch/model';
import { CalibrationRegistry, Calibrator, historyWith } from '@harmonybatch/pipeline';
import { SeededRandomness } from '@harmonybatch/traffic';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { World } from '../replanner/world';

/** A planner replica that corrects the profile of `vgg19` by executions of its own plan, half a second apart. */
class CalibratedWorld extends World {
  readonly calibrations = new CalibrationRegistry();
  leads = true;
  /** By what executions vary more than the profile says. */
  stretch = 1;
  readonly calibrator: Calibrator;
  private readonly draws = new SeededRandomness(3);
  private readFrom = 0;

  constructor() {
    super();
    const { models, board, calibrations } = this;
    const mayChange = (): boolean => this.leads;
    this.calibrator = new Calibrator(this, { models, board, calibrations, mayChange });
  }

  static async started(): Promise<CalibratedWorld> {
    const world = new CalibratedWorld();
    world.model();
    world.app('photos', 800);
    const planner = world.replica({ sendProfile: true }, world.calibrations);
    planner.lead();
    await world.settle();
    return world;
  }

  /** So many batches run, which take `factor` times what the profile says. */
  async run(executions: number, factor: number, over: Partial<BatchExecuted> = {}): Promise<void> {
    for (let execution = 0; execution < executions; execution += 1) {
      await this.calibrator.onExecuted({ ...this.executed(factor), ...over });
      this.readBackChanges();
      await this.clock.advance(500);
    }
    await this.settle(11_000);
  }

  changes(): CalibrationChanged[] {
    return this.publisher.records
      .filter(({ topic }) => topic === topics.calibrationChanged.name)
      .map(({ value }) => JSON.parse(String(value)) as CalibrationChanged);
  }

  apply(change: CalibrationChanged): void {
    const { topic, key, value } = recordOf(topics.calibrationChanged, change);
    expect(this.calibrations.apply(inboundRecord(topic, value, { key }))).toBeNull();
  }

  readBackChanges(): void {
    for (const change of this.changes().slice(this.readFrom)) this.apply(change);
    this.readFrom = this.changes().length;
  }

  private executed(factor: number): BatchExecuted {
    const [group] = this.last().groups;
    const size = 1 + Math.floor(this.draws.uniform() * group!.batchSize);
    const law = new ExecutionLaw(latencyOf(shippedProfiles['vgg19']!, group!.function, size));
    const platformDurationMs = factor * law.secondsAt(this.stretch * this.draws.normal()) * 1000;
    return {
      batchId: '0'.repeat(32),
      model: 'vgg19',
      groupId: group!.id,
      epoch: 0,
      functionName: group!.functionName,
      function: group!.function,
      size,
      reason: 'size',
      attempt: 1,
      status: 'ok',
      startedAtMs: this.clock.nowMs(),
      latencyMs: platformDurationMs + 2,
      platformDurationMs,
    };
  }
}

const planFactor = (world: CalibratedWorld): number => {
  const { calibration, groups } = world.last();
  return calibration?.[groups[0]!.function.type] ?? 1;
};

describe('the calibration of a profile', () => {
  it('leaves a profile alone that is right', async () => {
    const world = await CalibratedWorld.started();
    await world.run(2_000, 1);
    expect(world.changes()).toEqual([]);
    expect(world.plans()).toHaveLength(1);
  });

  it('corrects it where executions are slower, says why, and another plan is made with it', async () => {
    const world = await CalibratedWorld.started();
    const [before] = world.last().groups;
    await world.run(100, 1);
    await world.run(60, 1.4);
    const { type } = before!.function;
    expect(world.changes()[0]).toMatchObject({ model: 'vgg19', reason: 'drift', observed: { type }, history: [] });
    expect(world.last().reason).toBe('calibration');
    expect(planFactor(world)).toBeGreaterThan(1.25);
    expect(planFactor(world)).toBeLessThan(1.55);
    expect(world.last().notes).toContainEqual(expect.stringContaining('other times than the profile says'));
    expect(world.last().groups[0]!.latencyMs.max / world.last().groups[0]!.latencyMs.avg).toBeGreaterThan(1);
  });

  it('corrects the slow ones where the mean stays, says so, and is undone by a reset', async () => {
    const world = await CalibratedWorld.started();
    const { max } = world.last().groups[0]!.latencyMs;
    world.stretch = 2.2;
    await world.run(2_000, 1);
    const [found] = world.changes();
    const { type } = world.last().groups[0]!.function;
    expect(found).toMatchObject({ cpu: 1, gpu: 1, reason: 'drift', observed: { type, part: 'tail' } });
    expect(found!.tails![type]).toBeGreaterThan(1.02);
    expect(world.last()).toMatchObject({ reason: 'calibration', calibration: { cpu: 1, gpu: 1, tails: found!.tails } });
    expect(world.last().notes).toContainEqual(expect.stringContaining('for the slow ones'));
    expect(world.last().groups[0]!.latencyMs.max).not.toBe(max);
    world.apply({ ...found!, tails: undefined, reason: 'reset', observed: undefined, history: historyWith(found!) });
    await world.settle(11_000);
    expect(world.last().calibration).toBeUndefined();
    expect(historyWith(found!)[0]).toMatchObject({ tails: found!.tails });
  });

  it('does not tell functions: names, versions and environments stay', async () => {
    const world = await CalibratedWorld.started();
    await world.run(60, 1.4);
    expect(world.last().reason).toBe('calibration');
    expect(world.last().modelVersion).toBe(modelVersionOf(world.models.get('vgg19')!));
    const told = [...world.platform.functions.values()].map(({ spec }) => spec.env['HARMONYBATCH_PROFILE']);
    expect(told.length).toBeGreaterThan(0);
    for (const profile of told) expect(JSON.parse(profile!)).toEqual(shippedProfiles['vgg19']);
  });

  it('is undone by a reset, and stays so where it is held', async () => {
    const world = await CalibratedWorld.started();
    await world.run(60, 1.4);
    const [found] = world.changes();
    world.apply({ ...found!, cpu: 1, gpu: 1, reason: 'reset', isHeld: true, observed: undefined, history: [] });
    const held = world.changes().length;
    await world.run(100, 1.4);
    expect(world.last()).toMatchObject({ reason: 'calibration' });
    expect(world.last().calibration).toBeUndefined();
    expect(world.changes()).toHaveLength(held);
  });

  it('ends at its bounds, and says so once', async () => {
    const world = await CalibratedWorld.started();
    await world.run(600, 6);
    expect(planFactor(world)).toBe(3);
    expect(world.last().groups[0]!.apps.map(({ name }) => name)).toEqual(['photos']);
    expect(world.last().notes).toContainEqual(expect.stringContaining('no function is fast enough for "photos"'));
    const faults = world.events.faults.filter((message) => message.startsWith('executions are beyond'));
    expect(faults).toHaveLength(1);
    const count = world.changes().length;
    await world.run(300, 6);
    expect(world.changes()).toHaveLength(count);
  });

  it('is nothing of another version of the model', async () => {
    const world = await CalibratedWorld.started();
    await world.run(60, 1.4);
    world.model({ version: '2' });
    await world.settle();
    expect(world.last()).toMatchObject({ reason: 'model' });
    expect(world.last().calibration).toBeUndefined();
  });

  it('takes no notice of cold starts, failures, and functions of no plan in force', async () => {
    const world = await CalibratedWorld.started();
    await world.run(100, 2, { latencyMs: 60_000 });
    await world.run(100, 2, { status: 'error' });
    await world.run(100, 2, { functionName: 'hb-other' });
    expect(world.changes()).toEqual([]);
  });

  it('is written by the replica that leads alone; another that saw the same goes on from there', async () => {
    const world = await CalibratedWorld.started();
    world.leads = false;
    await world.run(60, 1.4);
    expect(world.changes()).toEqual([]);
    world.leads = true;
    await world.run(1, 1.4);
    expect(world.changes()).toHaveLength(1);
  });

  it('is found again where it could not be written', async () => {
    const world = await CalibratedWorld.started();
    world.publisher.failures = 1;
    await world.run(80, 1.4);
    world.publisher.failures = 0;
    expect(world.last().reason).toBe('calibration');
  });
});
