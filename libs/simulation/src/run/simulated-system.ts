import { BatchExecuted, compile, recordOf, topics } from '@harmonybatch/contracts';
import { billedSeconds } from '@harmonybatch/model';
import {
  Admission,
  AppRegistry,
  Batcher,
  batcherDefaults,
  CalibrationRegistry,
  Calibrator,
  Dispatcher,
  GivenPlanMaker,
  Ingest,
  ModelRegistry,
  PlanBoard,
  PressureBoard,
  RateLimits,
  PressureReporter,
  RateEstimator,
  Replanner,
  replannerDefaults,
} from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { delaySampler, MemoryBatchStore, MemoryLog, MemoryOutcomeLog, VirtualClock } from '@harmonybatch/memory';
import {
  platformDefaults,
  SimulatedPlatform,
  type Execution,
  type PlatformOptions,
} from '../functions/simulated-platform';
import { SimulatedEvents } from './simulated-events';
import type { SimulationInput } from './simulation-input';

const startedAtMs = 1_800_000_000_000;
const controlHopMs = 1;
/** Counts of arrivals are handed over together so often; rates are published once a second. */
const countsEveryMs = 100;
/**
 * The one batcher looks after its store so often, ms. Services do ten times as often, for what other replicas leave behind and for
 * stores that lose requests; here is neither, and a quiet hour would consist of looking.
 */
const looksAfterStoreEveryMs = 1_000;

const executedValidator = compile(BatchExecuted);

/** Every stage once, wired as the services wire them, on one virtual clock. */
export class SimulatedSystem {
  readonly clock = new VirtualClock(startedAtMs);
  readonly events = new SimulatedEvents();
  readonly board = new PlanBoard();
  readonly log: MemoryLog;
  readonly platform: SimulatedPlatform;
  private readonly apps = new AppRegistry();
  private readonly models = new ModelRegistry();
  private readonly pressure = new PressureBoard();
  private readonly replanner: Replanner;
  private readonly calibrations = new CalibrationRegistry();
  private readonly calibrator: Calibrator;
  private readonly randomness: SeededRandomness;
  private readonly store: MemoryBatchStore;

  /** @param onExecution is called with every batch when its function begins with it. */
  constructor(
    private readonly input: SimulationInput,
    onExecution: (execution: Execution) => void,
  ) {
    const { clock, events, apps, models, board } = this;
    const { profile, seed, strategy, prices, catalogue, overheadMs } = input;
    const { assumedCards = {}, holding = 'warm' } = input;
    const terms = { strategy, prices, catalogue, overheadMs, assumedCards, holding };
    this.randomness = SeededRandomness.stream(seed, 'ids');
    this.store = new MemoryBatchStore(this.randomness);
    this.log = new MemoryLog(clock, { hopMs: hopsOf(input, clock), retain: false });
    this.platform = new SimulatedPlatform(clock, profile, platformTerms(input), seed, onExecution);
    const { log: publisher, platform, calibrations } = this;
    const given = input.given === undefined ? {} : { planMaker: new GivenPlanMaker(input.given) };
    this.replanner = new Replanner(
      { publisher, platform, clock, events, ...given },
      { apps, models, board, calibrations },
      { ...replannerDefaults, measuresWay: false, ...terms, ...input.replanner },
    );
    const mayChange = (): boolean => input.calibrates ?? false;
    this.calibrator = new Calibrator({ publisher, clock, events }, { models, board, calibrations, mayChange });
  }

  /** Starts every stage and registers the model and its apps; the replanner makes the first plan in a moment. */
  async start(): Promise<void> {
    this.readState();
    this.replanner.lead();
    this.startIngest();
    this.startBatcher();
    this.startDispatcher();
    await this.register();
  }

  private readState(): void {
    const { log, apps, models, board } = this;
    this.consume(topics.appRegistered.name, (record) => apps.apply(record));
    this.consume(topics.modelProfiled.name, (record) => models.apply(record));
    this.consume(topics.planPublished.name, (record) => board.apply(record));
    this.consume(topics.pressureReported.name, (record) => this.pressure.apply(record));
    if (this.input.plans === 'fixed') return;
    this.consume(topics.rateEstimated.name, (record) => this.replanner.onRateEstimated(record));
    this.consume(topics.batchExecuted.name, (record) => this.executed(record));
    this.consume(topics.calibrationChanged.name, (record) => this.calibrations.apply(record));
    this.consume(topics.wayMeasured.name, (record) => this.replanner.onWayMeasured(record));
    const estimator = new RateEstimator({ publisher: log, clock: this.clock, events: this.events });
    log.consume(topics.arrivalCounted.name, (records) => estimator.count(records));
    estimator.start();
  }

  private startIngest(): void {
    const { log: publisher, clock, events, apps, board } = this;
    const admission = new Admission(this.pressure, board, apps, () => 1);
    const gates = { admission, rateLimits: new RateLimits(apps, () => 1) };
    const ingest = new Ingest({ publisher, clock, events }, { apps, board }, gates);
    publisher.consume(topics.inferenceRequested.name, (records) => ingest.accept(records));
  }

  private startBatcher(): void {
    const { log: publisher, clock, events, randomness, board, store } = this;
    const config = { ...batcherDefaults, pollIntervalMs: looksAfterStoreEveryMs };
    const batcher = new Batcher({ store, publisher, clock, randomness, events }, board, config);
    batcher.start();
    new PressureReporter({ publisher, clock, events }, 'batcher', () => batcher.pressure()).start();
    publisher.consume(topics.inferenceAccepted.name, (records) => batcher.accept(records));
  }

  private startDispatcher(): void {
    const { log: publisher, clock, events, randomness, store, platform } = this;
    const { invoker } = platform;
    const intake = publisher.intake();
    const outcomes = new MemoryOutcomeLog(publisher);
    const ports = { store, outcomes, invoker, publisher, clock, randomness, events, intake };
    const dispatcher = new Dispatcher(ports);
    new PressureReporter({ publisher, clock, events }, 'dispatcher', () => dispatcher.pressure()).start();
    publisher.consume(topics.batchReady.name, (records) => dispatcher.accept(records));
  }

  private async register(): Promise<void> {
    const { model, profile, apps, maxItemBytes } = this.input;
    const profiled = {
      name: model,
      version: '1',
      image: 'simulated',
      port: 8000,
      profile,
      maxItemBytes,
    };
    const registered = apps.map(({ name, sloMs, rateHz, attainment, whenLate }) => ({
      name,
      model,
      sloMs,
      expectedRateHz: rateHz,
      attainment,
      whenLate,
    }));
    await this.log.publish([
      recordOf(topics.modelProfiled, profiled),
      ...registered.map((app) => recordOf(topics.appRegistered, app)),
    ]);
  }

  private consume(topic: string, apply: (record: InboundRecord) => string | null): void {
    this.log.consume(topic, (records) => {
      for (const record of records) {
        const fault = apply(record);
        if (fault !== null) this.events.error(`a record of ${topic} was ignored`, fault);
        record.release();
      }
    });
  }

  private executed({ value }: InboundRecord): null {
    const report: unknown = JSON.parse(String(value));
    if (!executedValidator.check(report)) return null;
    this.replanner.onExecuted(report.functionName);
    void this.calibrator.onExecuted(report);
    return null;
  }
}

function hopsOf({ hops, seed }: SimulationInput, clock: VirtualClock): (topic: string) => number {
  const randomness = SeededRandomness.stream(seed, 'hops');
  const samplers: Readonly<Record<string, () => number>> = {
    [topics.inferenceRequested.name]: delaySampler(hops.acceptMs, randomness),
    [topics.inferenceAccepted.name]: () => 0,
    [topics.batchReady.name]: delaySampler(hops.emitMs, randomness),
    [topics.inferenceCompleted.name]: delaySampler(hops.answerMs, randomness),
    [topics.arrivalCounted.name]: () => countsEveryMs - (clock.nowMs() % countsEveryMs),
  };
  return (topic) => samplers[topic]?.() ?? controlHopMs;
}

/** A book may leave it open how long a platform holds what it does not bill. */
function platformTerms({ platform, prices }: SimulationInput): PlatformOptions {
  const { keepAliveSeconds: billedIdleSeconds, holdSeconds, billsInitialisation } = prices;
  const { cpu, gpu } = platformDefaults.keepAliveSeconds;
  const keepAliveSeconds = { cpu: holdSeconds.cpu || cpu, gpu: holdSeconds.gpu || gpu };
  const billedInitialisationSeconds: PlatformOptions['billedInitialisationSeconds'] = (type, seconds) =>
    billsInitialisation ? billedSeconds(prices, type, seconds) : 0;
  return { ...platformDefaults, keepAliveSeconds, billedIdleSeconds, billedInitialisationSeconds, ...platform };
}
