import {
  Admission,
  Batcher,
  Dispatcher,
  Ingest,
  type AppRegistry,
  type PlanBoard,
  RateLimits,
  type PressureBoard,
} from '@harmonybatch/pipeline';
import type {
  BatchStore,
  Clock,
  FunctionInvoker,
  InboundRecord,
  Intake,
  OutcomeLog,
  Publisher,
  Randomness,
  StageEvents,
} from '@harmonybatch/ports';
import type { ProcessRole } from '../scenario/fault';
import { batcherOptions, dispatcherOptions, graceMs, ingestOptions } from './world-options';

/** What a process is made of: the ports of one incarnation and the state it reads. */
export interface StagePorts {
  readonly store: BatchStore;
  readonly publisher: Publisher;
  readonly invoker: FunctionInvoker;
  readonly outcomes: OutcomeLog;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly events: StageEvents;
  readonly intake: Intake;
  readonly apps: AppRegistry;
  readonly pressure: PressureBoard;
  readonly board: PlanBoard;
  readonly maxInFlight: number;
  /** How long a batcher believes a store that keeps requests, in leases. */
  readonly overdueLeases: number;
}

/** The work of a process. */
export interface Stage {
  accept(records: readonly InboundRecord[]): Promise<void>;
  /** Resolves when what is under way has ended, or need not be waited for. */
  stop(): Promise<void>;
  /** What it keeps in memory: requests held or batches in flight. */
  kept(): number;
}

/** The pipeline's own class for a role, on these ports. */
export function stageOf(role: ProcessRole, ports: StagePorts): Stage {
  if (role === 'ingest') return ingestStage(ports);
  return role === 'batcher' ? batcherStage(ports) : dispatcherStage(ports);
}

function ingestStage({ publisher, clock, events, apps, pressure, board }: StagePorts): Stage {
  const admission = new Admission(pressure, board, apps, () => 1);
  const gates = { admission, rateLimits: new RateLimits(apps, () => 1) };
  const ingest = new Ingest({ publisher, clock, events }, { apps, board }, gates, ingestOptions);
  return { accept: (records) => ingest.accept(records), stop: () => Promise.resolve(), kept: () => 0 };
}

function batcherStage({ store, publisher, clock, randomness, events, board, overdueLeases }: StagePorts): Stage {
  const terms = { ...batcherOptions, overdueLeases };
  const batcher = new Batcher({ store, publisher, clock, randomness, events }, board, terms);
  batcher.start();
  return {
    accept: (records) => batcher.accept(records),
    stop: () => batcher.stop(),
    kept: () => batcher.heldCount,
  };
}

function dispatcherStage(ports: StagePorts): Stage {
  const { maxInFlight, ...others } = ports;
  const terms = { ...dispatcherOptions, maxInFlight };
  const dispatcher = new Dispatcher(others, terms);
  return {
    accept: (records) => dispatcher.accept(records),
    stop: () => dispatcher.stop(graceMs),
    kept: () => dispatcher.inFlight,
  };
}
