import { Controller } from '@nestjs/common';
import { BatchExecuted, compile, PlanRequested, topics, type ErrorCode } from '@harmonybatch/contracts';
import { OnLatest, OnRecords, OnState } from '@harmonybatch/messaging';
import {
  AppRegistry,
  AttainmentWatch,
  CalibrationRegistry,
  Calibrator,
  deadLetter,
  ExecutionWatch,
  ModelRegistry,
  ModelVersions,
  PlanBoard,
  PlanPins,
  PlanDecisions,
  PlanProposals,
  PromiseWatch,
  readRecord,
  Replanner,
  reportIgnored,
} from '@harmonybatch/pipeline';
import { Clock, Publisher, StageEvents, type InboundRecord } from '@harmonybatch/ports';

const executedValidator = compile(BatchExecuted);
const requestedValidator = compile(PlanRequested);

@Controller()
export class PlannerController {
  private readonly startedAtMs: number;

  constructor(
    private readonly replanner: Replanner,
    private readonly apps: AppRegistry,
    private readonly models: ModelRegistry,
    private readonly board: PlanBoard,
    private readonly calibrations: CalibrationRegistry,
    private readonly pins: PlanPins,
    private readonly proposals: PlanProposals,
    private readonly decisions: PlanDecisions,
    private readonly versions: ModelVersions,
    private readonly calibrator: Calibrator,
    private readonly promises: PromiseWatch,
    private readonly executions: ExecutionWatch,
    private readonly attainments: AttainmentWatch,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
    private readonly events: StageEvents,
  ) {
    this.startedAtMs = clock.nowMs();
  }

  @OnState(topics.modelProfiled)
  async modelsProfiled(records: InboundRecord[]): Promise<void> {
    for (const record of records) await this.deadLetterInvalid(record, this.models.apply(record));
  }

  @OnState(topics.modelDeployed)
  modelsDeployed(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.versions.apply(record));
  }

  @OnState(topics.appRegistered)
  async appsRegistered(records: InboundRecord[]): Promise<void> {
    for (const record of records) await this.deadLetterInvalid(record, this.apps.apply(record));
  }

  @OnState(topics.planPublished)
  plansPublished(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.board.apply(record));
  }

  @OnState(topics.rateEstimated)
  ratesEstimated(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.replanner.onRateEstimated(record));
  }

  @OnState(topics.planPinned)
  async plansPinned(records: InboundRecord[]): Promise<void> {
    for (const record of records) await this.deadLetterInvalid(record, this.pins.apply(record));
  }

  @OnState(topics.planProposed)
  plansProposed(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.proposals.apply(record));
  }

  @OnState(topics.planDecided)
  async plansDecided(records: InboundRecord[]): Promise<void> {
    for (const record of records) await this.deadLetterInvalid(record, this.decisions.apply(record));
  }

  @OnState(topics.calibrationChanged)
  calibrationsChanged(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.calibrations.apply(record));
  }

  /** Every replica reads all of it, so that any may lead; what was measured before is in the plan in force. */
  @OnLatest(topics.wayMeasured)
  waysMeasured(records: InboundRecord[]): void {
    for (const record of records) {
      reportIgnored(this.events, record, this.replanner.onWayMeasured(record));
      this.attainments.onWayMeasured(record);
      record.release();
    }
  }

  /** Every replica reads all of it: the leader has to know of the last batch of a function, whoever ran it. */
  @OnLatest(topics.batchExecuted)
  batchesExecuted(records: InboundRecord[]): void {
    for (const record of records) {
      const read = readRecord(record.value, executedValidator);
      if (read.kind === 'unreadable') reportIgnored(this.events, record, read.reason);
      else this.executed(read.value);
      record.release();
    }
  }

  @OnRecords(topics.planRequested)
  async plansRequested(records: InboundRecord[]): Promise<void> {
    for (const record of records) {
      const read = readRecord(record.value, requestedValidator);
      if (read.kind === 'value') {
        this.replanner.onPlanRequested(read.value.model);
        record.release();
      } else {
        reportIgnored(this.events, record, read.reason);
        await this.deadLetter(record, read.code, read.reason);
      }
    }
  }

  /** The leader dead-letters an invalid registration, once: those written before this process began were seen before. */
  private async deadLetterInvalid(record: InboundRecord, fault: string | null): Promise<void> {
    reportIgnored(this.events, record, fault);
    if (fault !== null && this.replanner.isLeading && record.timestampMs >= this.startedAtMs) {
      await this.deadLetter(record, 'invalid', fault);
    }
  }

  private executed(report: BatchExecuted): void {
    this.replanner.onExecuted(report.functionName, report.functionGone ? report : undefined);
    this.promises.onExecuted(report);
    this.executions.onExecuted(report);
    void this.calibrator.onExecuted(report);
  }

  private deadLetter(record: InboundRecord, code: ErrorCode, reason: string): Promise<void> {
    const { publisher, clock, events } = this;
    return deadLetter({ publisher, clock, events }, record, 'planner', code, reason);
  }
}
