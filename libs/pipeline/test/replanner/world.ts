import {
  recordOf,
  topics,
  type PlanningReported,
  type PlanProposed,
  type PlanPublished,
  type RateEstimated,
} from '@harmonybatch/contracts';
import { shippedProfiles } from '@harmonybatch/model';
import {
  AppRegistry,
  type CalibrationRegistry,
  ModelRegistry,
  ModelVersions,
  PlanBoard,
  PlanDecisions,
  PlanPins,
  PlanProposals,
  Replanner,
  replannerDefaults,
  type PlanMaker,
  type ReplannerOptions,
} from '@harmonybatch/pipeline';
import { PlanningProgress } from '@harmonybatch/ports';
import {
  FakePlatform,
  FakePublisher,
  ManualClock,
  inboundRecord,
  RecordedEvents,
} from '../../../ports/test/fake-ports';

const settleMs = 1_000;

class NotedProgress extends PlanningProgress {
  readonly reports: PlanningReported[] = [];
  readonly endedModels: string[] = [];
  override report(report: PlanningReported): void {
    this.reports.push(report);
  }
  override end(model: string): void {
    this.endedModels.push(model);
  }
}

/** A planner replica whose published plans come back to its board, as the topic brings them to every replica. */
export class World {
  readonly clock = new ManualClock();
  readonly publisher = new FakePublisher();
  readonly platform = new FakePlatform();
  readonly events = new RecordedEvents();
  readonly apps = new AppRegistry();
  readonly models = new ModelRegistry();
  readonly board = new PlanBoard();
  readonly pins = new PlanPins();
  readonly proposals = new PlanProposals();
  readonly decisions = new PlanDecisions();
  readonly versions = new ModelVersions();
  readonly progress = new NotedProgress();
  /** Whether this process still owns what the leader owns. */
  owned = true;
  readonly replanner: Replanner;
  private offset = 0;

  constructor(
    private readonly config: Partial<ReplannerOptions> = {},
    private readonly planMaker?: PlanMaker,
  ) {
    this.replanner = this.replica();
  }

  replica(over: Partial<ReplannerOptions> = {}, calibrations?: CalibrationRegistry): Replanner {
    const { publisher, platform, clock, events, progress, planMaker } = this;
    const { apps, models, board, pins, proposals, decisions, versions } = this;
    const ports = { publisher, platform, clock, events, progress, isOwner: () => this.owned };
    return new Replanner(
      { ...ports, ...(planMaker === undefined ? {} : { planMaker }) },
      {
        apps,
        models,
        board,
        pins,
        proposals,
        decisions,
        versions,
        ...(calibrations === undefined ? {} : { calibrations }),
      },
      { ...replannerDefaults, ...this.config, ...over },
    );
  }

  model(over: Record<string, unknown> = {}): void {
    const value = { name: 'vgg19', version: '1', image: 'i', port: 9000, profile: shippedProfiles['vgg19'], ...over };
    expect(this.models.apply(inboundRecord(topics.modelProfiled.name, value, { key: 'vgg19' }))).toBeNull();
  }

  app(name: string, sloMs: number | null, expectedRateHz = 20, more: Record<string, unknown> = {}): void {
    const value = sloMs === null ? null : { name, model: 'vgg19', sloMs, expectedRateHz, ...more };
    expect(this.apps.apply(inboundRecord(topics.appRegistered.name, value, { key: name }))).toBeNull();
  }

  rate(app: string, rateHz: number, replanner = this.replanner): void {
    const value: RateEstimated = { app, rateHz, standardErrorHz: rateHz / 30, windowSeconds: 60, estimatedAtMs: 1 };
    expect(replanner.onRateEstimated(inboundRecord(topics.rateEstimated.name, value, { key: app }))).toBeNull();
  }

  /** Somebody holds the model to a plan, or lets it go. */
  pin(plan: PlanPublished | null): void {
    const value = plan === null ? null : { model: 'vgg19', epoch: 0, plan, pinnedAtMs: 1 };
    expect(this.pins.apply(inboundRecord(topics.planPinned.name, value, { key: 'vgg19' }))).toBeNull();
  }

  /** Somebody decides on a proposal, the last one where none is named. */
  decide(decision: 'approved' | 'rejected', proposal = this.proposed().at(-1)!.id): void {
    const value = { model: 'vgg19', proposal, decision, decidedAtMs: 1 };
    expect(this.decisions.apply(inboundRecord(topics.planDecided.name, value, { key: 'vgg19' }))).toBeNull();
  }

  async settle(durationMs = settleMs): Promise<void> {
    await this.clock.advance(durationMs);
    this.readBack();
  }

  /** The plans that were written come back from the log, and so do those that wait. */
  readBack(): void {
    for (const { topic, key, value } of this.publisher.records) {
      const view = { [topics.planProposed.name]: this.proposals, [topics.modelDeployed.name]: this.versions }[topic];
      const fault = view?.apply(inboundRecord(topic, value === null ? null : String(value), { key }));
      expect(fault ?? null).toBeNull();
    }
    const written = this.publisher.records.filter(({ topic }) => topic === topics.planPublished.name);
    for (; this.offset < written.length; this.offset += 1) {
      const { key, value } = written[this.offset]!;
      const record = inboundRecord(topics.planPublished.name, value === null ? null : String(value), {
        key,
        offset: this.offset,
      });
      expect(this.board.apply(record)).toBeNull();
    }
  }

  /** Somebody else writes a plan. */
  writes(plan: PlanPublished): void {
    this.publisher.records.push(recordOf(topics.planPublished, plan));
    this.readBack();
  }

  plans(): PlanPublished[] {
    return this.publisher.records
      .filter(({ topic, value }) => topic === topics.planPublished.name && value !== null)
      .map(({ value }) => JSON.parse(String(value)) as PlanPublished);
  }

  /** What was written of proposals, null where one was taken back. */
  proposed(): (PlanProposed | null)[] {
    return this.publisher.records
      .filter(({ topic }) => topic === topics.planProposed.name)
      .map(({ value }) => JSON.parse(String(value)) as PlanProposed | null);
  }

  last(): PlanPublished {
    return this.plans().at(-1)!;
  }
}

export const planned = (plan: PlanPublished): string[] =>
  plan.groups.flatMap((group) => group.apps.map(({ name }) => name)).sort();

export async function started(sloMs = 500): Promise<World> {
  const world = new World();
  world.model();
  world.app('photos', sloMs);
  world.replanner.lead();
  await world.settle();
  return world;
}
