import 'reflect-metadata';
import {
  appFault,
  topics,
  type AppRegistered,
  type ModelProfiled,
  type PlanPublished,
  type TopicContract,
} from '@harmonybatch/contracts';
import { profileFault, shippedProfiles } from '@harmonybatch/model';
import fc from 'fast-check';
import {
  AppRegistry,
  CalibrationRegistry,
  Calibrator,
  ExecutionWatch,
  ModelRegistry,
  ModelVersions,
  PlanBoard,
  PlanPins,
  PlanDecisions,
  PlanProposals,
  AttainmentWatch,
  PromiseWatch,
  Replanner,
  replannerDefaults,
} from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { hostileRecords, type HostileRecord } from '../../../libs/contracts/test/support/hostile-records';
import { validValues } from '../../../libs/contracts/test/support/valid-values';
import { examples } from '../../../libs/contracts/test/examples';
import { FakePlatform, ManualClock } from '../../../libs/ports/test/fake-ports';
import {
  deadLetterOf,
  NotedEvents,
  WatchedPublisher,
  WatchedRecords,
  wellMeant,
} from '../../../libs/pipeline/test/hostile/watched-log';
import { PlannerController } from '../src/planner.controller';

const model = examples['model.profiled']!;
const words = ['gates', 'lamps', 'resnet'];
/** The key field of every topic that the planner reads. */
const keyFields = new Map<TopicContract, string>([
  [topics.modelProfiled, 'name'],
  [topics.appRegistered, 'name'],
  [topics.planPublished, 'model'],
  [topics.rateEstimated, 'app'],
  [topics.planRequested, 'model'],
  [topics.batchExecuted, 'batchId'],
  [topics.wayMeasured, 'model'],
  [topics.calibrationChanged, 'model'],
  [topics.planPinned, 'model'],
  [topics.planProposed, 'model'],
  [topics.planDecided, 'model'],
  [topics.modelDeployed, 'model'],
]);

function setUp() {
  const [publisher, clock, events, platform] = [
    new WatchedPublisher(),
    new ManualClock(1_800_000_000_000),
    new NotedEvents(),
    new FakePlatform(),
  ];
  const [apps, models, board] = [new AppRegistry(), new ModelRegistry(), new PlanBoard()];
  const [calibrations, pins] = [new CalibrationRegistry(), new PlanPins()];
  const [proposals, decisions, versions] = [new PlanProposals(), new PlanDecisions(), new ModelVersions()];
  const replanner = new Replanner(
    { publisher, platform, clock, events },
    { apps, models, board, calibrations, pins, proposals, decisions, versions },
  );
  const mayChange = (): boolean => replanner.isOwnLeader;
  const calibrator = new Calibrator({ publisher, clock, events }, { models, board, calibrations, mayChange });
  const view = { models, board, counts: mayChange };
  const promises = new PromiseWatch(events, view, replannerDefaults.prices);
  const controller = new PlannerController(
    replanner,
    apps,
    models,
    board,
    calibrations,
    pins,
    proposals,
    decisions,
    versions,
    calibrator,
    promises,
    new ExecutionWatch(events, { ...view, calibrations }),
    new AttainmentWatch(events, { apps, board, counts: () => true }),
    publisher,
    new ManualClock(0),
    events,
  );
  replanner.lead();
  const handlers = new Map<TopicContract, (records: InboundRecord[]) => void | Promise<void>>([
    [topics.modelProfiled, (records) => controller.modelsProfiled(records)],
    [topics.appRegistered, (records) => controller.appsRegistered(records)],
    [topics.planPublished, (records) => controller.plansPublished(records)],
    [topics.rateEstimated, (records) => controller.ratesEstimated(records)],
    [topics.planRequested, (records) => controller.plansRequested(records)],
    [topics.batchExecuted, (records) => controller.batchesExecuted(records)],
    [topics.wayMeasured, (records) => controller.waysMeasured(records)],
    [topics.calibrationChanged, (records) => controller.calibrationsChanged(records)],
    [topics.planPinned, (records) => controller.plansPinned(records)],
    [topics.modelDeployed, (records) => controller.modelsDeployed(records)],
    [topics.planDecided, (records) => controller.plansDecided(records)],
    [topics.planProposed, (records) => controller.plansProposed(records)],
  ]);
  const read = new Map([...keyFields.keys()].map((topic) => [topic, new WatchedRecords(topic.name, () => true)]));
  const tell = async (topic: TopicContract, hostile: HostileRecord): Promise<InboundRecord> => {
    const record = read.get(topic)!.add(hostile);
    await handlers.get(topic)!([record]);
    return record;
  };
  const plans = (): PlanPublished[] => publisher.values<PlanPublished>(topics.planPublished.name);
  return { publisher, clock, events, replanner, read, tell, plans };
}

/** Written after the planner began: registrations from before get no dead letter. */
const now = { timestampMs: 4e12 };
const hostileOf = (topic: TopicContract) =>
  hostileRecords(topic.value, { words, keyField: keyFields.get(topic)! }).map((record) => ({ topic, record }));

it('reads whatever is told, plans what is right, and every plan can be read', async () => {
  const anything = fc.oneof(...[...keyFields.keys()].map(hostileOf));
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 8 }), async (hostile) => {
      const { publisher, clock, events, replanner, read, tell, plans } = setUp();
      for (const { topic, record } of hostile) await tell(topic, { ...record, ...now });
      await tell(topics.modelProfiled, wellMeant(model, 'resnet'));
      await tell(topics.appRegistered, wellMeant({ name: 'doors', model: 'resnet', sloMs: 5_000 }, 'doors'));
      await clock.advance(1_500);
      replanner.follow();
      expect(publisher.unreadable).toEqual([]);
      const last = plans()
        .filter((plan) => plan.model === 'resnet')
        .at(-1);
      expect(last?.groups.flatMap(({ apps }) => apps.map(({ name }) => name))).toContain('doors');
      for (const topic of [topics.planRequested, topics.batchExecuted]) expect(read.get(topic)!.open()).toEqual([]);
      expect(events.faults.filter((fault) => fault.includes('could not be put in force'))).toEqual([]);
    }),
    { seed: 20240617, numRuns: 80 },
  );
});

it('plans whatever profile and apps fit their schemas, and every plan can be read', async () => {
  const profile = validValues(topics.modelProfiled.value).map((value) => ({ ...(value as object), name: 'resnet' }));
  const app = validValues(topics.appRegistered.value, words)
    .map((value) => ({ ...(value as AppRegistered), model: 'resnet' }))
    .filter((one) => appFault(one) === null);
  await fc.assert(
    fc.asyncProperty(
      fc.option(profile, { nil: model }),
      fc.array(app, { minLength: 1, maxLength: 3 }),
      async (profiled, apps) => {
        const { publisher, clock, events, replanner, tell, plans } = setUp();
        const registered = consistent(profiled as ModelProfiled);
        expect(profileFault(registered.profile)).toBeNull();
        await tell(topics.modelProfiled, wellMeant(registered, 'resnet'));
        for (const one of apps) await tell(topics.appRegistered, wellMeant(one, one.name));
        await clock.advance(1_500);
        replanner.follow();
        expect(publisher.unreadable).toEqual([]);
        expect(events.faults.filter((fault) => fault.includes('could not be put in force'))).toEqual([]);
        const last = plans().at(-1);
        const named = [...(last?.groups.flatMap((group) => group.apps) ?? []), ...(last?.unservable ?? [])].map(
          ({ name }) => name,
        );
        expect(new Set(named)).toEqual(new Set(apps.map(({ name }) => name)));
      },
    ),
    { seed: 20240617, numRuns: 80 },
  );
});

it.each([
  [topics.modelProfiled, ['invalid', 'invalid', 'invalid']],
  [topics.appRegistered, ['invalid', 'invalid', 'invalid']],
  [topics.planRequested, ['malformed', 'invalid', 'malformed']],
] as [TopicContract, string[]][])('buries what it cannot read, and says why: %#', async (topic, codes) => {
  const { publisher, events, tell } = setUp();
  const letters = [
    await tell(topic, { ...wellMeant(null), ...now, value: Buffer.from('{"name": '), key: 'x' }),
    await tell(topic, { ...wellMeant({ other: 1 }), ...now, key: 'x' }),
    await tell(topic, { ...wellMeant(null), ...now, value: Buffer.from([0xc3, 0x28]), key: 'x' }),
  ].map((record) => deadLetterOf(publisher, record));
  expect(letters.map((letter) => letter?.headers?.['hb-reason-code'])).toEqual(codes);
  expect(events.faults.length).toBeGreaterThanOrEqual(letters.length);
});

it.each([
  [{ gpu: tableFrom(2) }, '/profile/gpu/measured: begins with batches of 2; it has to begin with 1'],
  [{ cpu: tableOn(2, 1) }, '/profile/cpu/avg/0: its points have to stand in order of vCPU'],
])('buries a profile that fits its schema and no plan can rest on, and says why: %#', async (profile, reason) => {
  const { publisher, tell } = setUp();
  const record = await tell(topics.modelProfiled, {
    ...wellMeant({ ...model, name: 'resnet', profile }, 'resnet'),
    ...now,
  });
  expect(deadLetterOf(publisher, record)?.headers).toMatchObject({
    'hb-reason-code': 'invalid',
    'hb-reason': expect.stringContaining(reason),
  });
});

it('says what is wrong with an observation that it cannot read', async () => {
  const { events, tell, read } = setUp();
  await tell(topics.batchExecuted, wellMeant({ nothing: 1 }));
  expect(events.faults).toHaveLength(1);
  expect(read.get(topics.batchExecuted)!.open()).toEqual([]);
});

type CpuProfile = NonNullable<ModelProfiled['profile']['cpu']>;
type GpuProfile = NonNullable<ModelProfiled['profile']['gpu']>;
type Curve = CpuProfile['avg'][number];
const positive = (seconds: number): number => Math.abs(seconds);

/** Formulas that stay above zero, and tables on the same cores in order. */
function consistentCurve(curve: Curve): Curve {
  if (curve.form === 'reciprocal') return { ...curve, baseSeconds: positive(curve.baseSeconds) };
  if (curve.form !== 'measured') return { ...curve, gammaSeconds: positive(curve.gammaSeconds) };
  return { ...curve, points: curve.points.map(({ seconds }, index) => ({ vcpu: 0.05 + index * 4, seconds })) };
}

/** From batches of one on, in order, and none faster than a smaller one or than its own mean. */
function consistentTable(table: NonNullable<GpuProfile['measured']>): typeof table {
  const [avg, max] = [table.map(({ avgSeconds }) => avgSeconds), table.map(({ maxSeconds }) => maxSeconds)];
  for (const seconds of [avg, max]) seconds.sort((one, other) => one - other);
  return table.map((_, index) => ({
    batchSize: 1 + index * 4,
    avgSeconds: avg[index]!,
    maxSeconds: Math.max(avg[index]!, max[index]!),
  }));
}

const ordered = (range: CpuProfile['measuredVcpu']) =>
  range && { least: Math.min(range.least, range.most), most: Math.max(range.least, range.most) };

/** A GPU profile whose table begins with batches of that size. */
function tableFrom(batchSize: number): GpuProfile {
  const measured = [{ batchSize, avgSeconds: 0.01, maxSeconds: 0.02 }];
  return { ...shippedProfiles['vgg19']!.gpu!, measured } as GpuProfile;
}

/** A CPU profile whose tables have points on these cores. */
function tableOn(...vcpus: number[]): CpuProfile {
  const curve: Curve = { form: 'measured', points: vcpus.map((vcpu) => ({ vcpu, seconds: 1 / vcpu })) };
  return { memoryMb: { slopeMbPerRequest: 1, baseMb: 512 }, avg: [curve], max: [curve] };
}

/** What a schema cannot say of a profile: as many curves of each kind, ranges and tables in order, shares that add up. */
const consistent = ({ profile: { cpu, gpu }, ...rest }: ModelProfiled): ModelProfiled => ({
  ...rest,
  profile: {
    cpu: cpu && {
      ...cpu,
      avg: cpu.avg.map(consistentCurve),
      max: cpu.avg.map((curve, index) => consistentCurve(cpu.max[index] ?? curve)),
      quantiles: cpu.quantiles?.map((one) => ({ ...one, curves: cpu.avg.map(consistentCurve) })),
      measuredVcpu: ordered(cpu.measuredVcpu),
      measuredBatchSizes: ordered(cpu.measuredBatchSizes),
    },
    gpu: gpu && {
      ...gpu,
      cpuShare: 1 - gpu.gpuShare,
      measuredBatchSizes: ordered(gpu.measuredBatchSizes),
      measured: gpu.measured && consistentTable(gpu.measured),
    },
  },
});
