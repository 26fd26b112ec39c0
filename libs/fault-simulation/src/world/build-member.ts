import { topics } from '@harmonybatch/contracts';
import { HeldRecordRequeuer, type InboundRecord, type OutcomeLog, Intake } from '@harmonybatch/ports';
import { PlanBoard, type AppRegistry, type PressureBoard } from '@harmonybatch/pipeline';
import { SeededRandomness } from '@harmonybatch/traffic';
import type { MemoryGroup, MemoryLog, GroupMember } from '@harmonybatch/memory';
import type { InvariantChecker } from '../check/invariant-checker';
import type { Safeguard } from '../safeguards/safeguard';
import { weakenedOutcomeLog, weakenedPublisher, type FirstIdentities } from '../safeguards/weakened-ports';
import { weakenedStore } from '../safeguards/weakened-stores';
import { GatedClock } from './gated-clock';
import { GatedInvoker } from './gated-invoker';
import { GatedOutcomeLog } from './gated-outcome-log';
import { GatedPublisher } from './gated-publisher';
import { GatedStore } from './gated-store';
import type { Incarnation } from './incarnation';
import { Member } from './member';
import type { Machines } from './machines';
import type { FlakyFunctions } from './flaky-functions';
import { LoggedEvents } from './logged-events';
import { PortGate, type GateWorld } from './port-gate';
import { stageOf } from './stage';
import type { StoreShards } from './store-shards';
import { batcherOptions, requeueOptions } from './world-options';

/** What all incarnations of a world have in common. */
export interface WorldParts {
  readonly seed: number;
  readonly gates: GateWorld;
  readonly log: MemoryLog;
  readonly store: StoreShards;
  readonly outcomeLog: OutcomeLog;
  readonly functions: FlakyFunctions;
  readonly checker: InvariantChecker;
  readonly apps: AppRegistry;
  readonly pressure: PressureBoard;
  readonly maxInFlight: number;
  readonly readBackMs: number;
  readonly machines: Machines;
  readonly firstIdentities: FirstIdentities;
  readonly without: Safeguard | null;
}

/** An incarnation as a member of its group: the pipeline's class on ports that pass its gate. */
export function buildMember(
  parts: WorldParts,
  incarnation: Incarnation,
  group: MemoryGroup,
  onFailure: () => void,
): Member {
  const { log, checker, without } = parts;
  const gate = new PortGate(incarnation, parts.gates);
  const intake = new GroupIntake(group);
  const publisher = weakenedPublisher(new GatedPublisher(gate, log, checker), without, parts.firstIdentities);
  const events = new LoggedEvents((message) => checker.history.annotate(() => `${incarnation.name}: ${message}`));
  const requeuer = incarnation.role === 'ingest' ? null : new HeldRecordRequeuer({ publisher, events }, requeueOptions);
  const stage = stageOf(incarnation.role, {
    store: weakenedStore(
      parts.store.seenThrough((shard) => new GatedStore(gate, shard, checker)),
      without,
    ),
    publisher,
    invoker: new GatedInvoker(gate, parts.functions, checker),
    outcomes: weakenedOutcomeLog(
      new GatedOutcomeLog(gate, parts.outcomeLog, parts.readBackMs, checker.logReadFailed),
      without,
    ),
    clock: new GatedClock(gate, parts.machines.timeOf(incarnation.process, without !== 'broker-time')),
    randomness: SeededRandomness.stream(parts.seed, incarnation.name),
    events,
    intake,
    apps: parts.apps,
    pressure: parts.pressure,
    board: boardOf(incarnation, log),
    maxInFlight: parts.maxInFlight,
    overdueLeases: without === 're-push' ? Infinity : batcherOptions.overdueLeases,
  });
  const onDelivered = (record: InboundRecord): void => checker.delivered(incarnation, record);
  const member = new Member(incarnation, stage, { requeuer, without, onDelivered, onFailure });
  intake.belongsTo(member);
  return member;
}

/** The plans as this incarnation reads them. */
function boardOf(incarnation: Incarnation, log: MemoryLog): PlanBoard {
  const board = new PlanBoard();
  log.consume(topics.planPublished.name, (records) => {
    incarnation.enter(() => {
      for (const record of records) {
        const fault = board.apply(record);
        if (fault !== null) throw new Error(fault);
      }
    });
  });
  return board;
}

/** Slows down what one member of a group gets. */
class GroupIntake extends Intake {
  private member: GroupMember | null = null;

  constructor(private readonly group: MemoryGroup) {
    super();
  }

  /** Whose intake it is; to be told before any work begins. */
  belongsTo(member: GroupMember): void {
    this.member = member;
  }

  override pause(): void {
    if (this.member !== null) this.group.pause(this.member);
  }

  override resume(): void {
    if (this.member !== null) this.group.resume(this.member);
  }
}
