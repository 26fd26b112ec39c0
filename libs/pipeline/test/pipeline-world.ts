import {
  identityOfId,
  recordOf,
  topics,
  type InferenceAccepted,
  type InferenceCompleted,
  type PlanPublished,
} from '@harmonybatch/contracts';
import {
  Batcher,
  batcherDefaults,
  Dispatcher,
  dispatcherDefaults,
  PlanBoard,
  type BatcherOptions,
  type DispatcherOptions,
} from '@harmonybatch/pipeline';
import { type BatchStore, Intake, type InboundRecord } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import {
  MemoryBatchStore,
  MemoryLog,
  MemoryOutcomeLog,
  ScriptedFunctions,
  VirtualClock,
  type MemoryConsumer,
  type FunctionScript,
} from '@harmonybatch/memory';
import { RecordedEvents } from '../../ports/test/fake-ports';

export const model = 'vgg19';
const startMs = 1_800_000_000_000;

class RecordedIntake extends Intake {
  readonly calls: string[] = [];
  override pause(topic: string): void {
    this.calls.push(`pause ${topic}`);
  }
  override resume(topic: string): void {
    this.calls.push(`resume ${topic}`);
  }
}

export interface GroupSpec {
  readonly id?: string;
  readonly apps: Readonly<Record<string, number>>;
  readonly batchSize: number;
  readonly maxMs?: number;
}

/** A plan of groups given by their apps' timeouts; executions take 100 ms on average. */
export function planOf(groups: readonly GroupSpec[]): PlanPublished {
  return {
    model,
    modelVersion: '1',
    strategy: 'harmony',
    prices: 'prototype-2023-cny',
    catalogue: 'alibaba-2023',
    currency: 'CNY',
    reason: 'first',
    plannedAtMs: startMs,
    planningMs: 1,
    overheadMs: 50,
    costPerRequest: 1,
    costPerSecond: 1,
    groups: groups.map(({ id = '0'.repeat(16), apps, batchSize, maxMs = 150 }) => ({
      id,
      apps: Object.entries(apps).map(([name, timeoutMs]) => ({ name, sloMs: 1000, rateHz: 1, timeoutMs })),
      functionName: `hb-${id}`,
      function: { type: 'gpu' as const, vcpu: 0.7, memoryMb: 512, gpuMemoryMb: 2048 },
      batchSize,
      latencyMs: { avg: 100, max: maxMs },
      costPerRequest: 1,
      meanBatchSize: 1,
      warmInstances: 1,
    })),
    unservable: [],
  };
}

/** Batchers and dispatchers, as many as wanted, on one log, one store and one virtual clock. */
export class PipelineWorld {
  readonly clock = new VirtualClock(startMs);
  readonly log = new MemoryLog(this.clock);
  readonly events = new RecordedEvents();
  readonly randomness = new SeededRandomness(7);
  readonly store = new MemoryBatchStore(this.randomness);
  /** What the stages use, where it is not that store alone. */
  sharedStore: BatchStore = this.store;
  readonly board = new PlanBoard();
  readonly outcomeLog = new MemoryOutcomeLog(this.log);
  readonly intake = new RecordedIntake();
  readonly functions: ScriptedFunctions;
  private offset = 0;

  constructor(
    script?: FunctionScript,
    latencyMs: ConstructorParameters<typeof ScriptedFunctions>[1] = 100,
    maxConcurrent = Infinity,
  ) {
    this.functions = new ScriptedFunctions(this.clock, latencyMs, script, { maxConcurrent });
  }

  publishPlan(plan: PlanPublished): void {
    this.offset += 1;
    const { value, ...record } = recordOf(topics.planPublished, plan);
    const inbound: InboundRecord = {
      ...record,
      partition: 0,
      offset: this.offset,
      value: Buffer.from(value),
      headers: {},
      timestampMs: this.clock.nowMs(),
      release: () => undefined,
    };
    const fault = this.board.apply(inbound);
    if (fault !== null) throw new Error(fault);
  }

  batcher(config: Partial<BatcherOptions> = {}): Batcher {
    const { sharedStore: store, clock, randomness, events, board, log: publisher } = this;
    const batcher = new Batcher({ store, publisher, clock, randomness, events }, board, {
      ...batcherDefaults,
      ...config,
    });
    batcher.start();
    return batcher;
  }

  dispatcher(config: Partial<DispatcherOptions> = {}): Dispatcher {
    const { clock, randomness, events, intake, log: publisher, functions: invoker, outcomeLog: outcomes } = this;
    const ports = { store: this.sharedStore, outcomes, invoker, publisher, clock, randomness, events, intake };
    return new Dispatcher(ports, { ...dispatcherDefaults, ...config });
  }

  /** One batcher and one dispatcher that read the topics. */
  wire(
    config: Partial<DispatcherOptions> = {},
    ofBatcher: Partial<BatcherOptions> = {},
  ): {
    batcher: Batcher;
    dispatcher: Dispatcher;
    accepted: MemoryConsumer;
    ready: MemoryConsumer;
  } {
    const [batcher, dispatcher] = [this.batcher(ofBatcher), this.dispatcher(config)];
    const accepted = this.log.consume(topics.inferenceAccepted.name, (records) => batcher.accept(records));
    const ready = this.log.consume(topics.batchReady.name, (records) => dispatcher.accept(records));
    return { batcher, dispatcher, accepted, ready };
  }

  /** An accepted request that arrives now. */
  async request(app: string, id: string, over: Partial<InferenceAccepted> = {}): Promise<string> {
    const nowMs = this.clock.nowMs();
    const request: InferenceAccepted = {
      identity: identityOfId(app, '', id),
      id,
      app,
      model,
      arrivedAtMs: nowMs,
      deadlineMs: nowMs + 1000,
      sloMs: 1000,
      whenLate: 'expire',
      inputs: { of: id },
      ...over,
    };
    await this.log.publish([recordOf(topics.inferenceAccepted, request)]);
    return id;
  }

  outcomes(): InferenceCompleted[] {
    return this.log.values<InferenceCompleted>(topics.inferenceCompleted.name);
  }

  /** `id status` of every outcome, in order of id. */
  answers(): string[] {
    return this.outcomes()
      .map(({ id, status }) => `${id} ${status}`)
      .sort();
  }
}
