import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnState } from '@harmonybatch/messaging';
import {
  AppRegistry,
  CalibrationRegistry,
  ModelRegistry,
  PlanBoard,
  PlanDecisions,
  PlanPins,
  PlanProposals,
  reportIgnored,
} from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord } from '@harmonybatch/ports';
import { PlanKeeper } from './plans/plan-keeper';
import { PlanningReports } from './plans/planning-reports';

/** What the console knows of apps, models and plans. */
@Controller()
export class StateController {
  constructor(
    private readonly apps: AppRegistry,
    private readonly models: ModelRegistry,
    private readonly calibrations: CalibrationRegistry,
    private readonly board: PlanBoard,
    private readonly keeper: PlanKeeper,
    private readonly proposals: PlanProposals,
    private readonly decisions: PlanDecisions,
    private readonly pins: PlanPins,
    private readonly reports: PlanningReports,
    private readonly events: StageEvents,
  ) {}

  @OnState(topics.appRegistered)
  appRegistered(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.apps.apply(record));
  }

  @OnState(topics.modelProfiled)
  modelProfiled(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.models.apply(record));
  }

  @OnState(topics.calibrationChanged)
  calibrationChanged(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.calibrations.apply(record));
  }

  @OnState(topics.planPublished)
  planPublished(records: InboundRecord[]): void {
    for (const record of records) {
      const fault = this.board.apply(record);
      reportIgnored(this.events, record, fault);
      const inForce = fault === null && record.key !== null ? this.board.planOf(record.key) : undefined;
      if (inForce !== undefined) this.keeper.take(inForce.epoch, record.timestampMs, inForce.plan);
    }
  }

  @OnState(topics.planProposed)
  planProposed(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.proposals.apply(record));
  }

  @OnState(topics.planDecided)
  planDecided(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.decisions.apply(record));
  }

  @OnState(topics.planPinned)
  planPinned(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.pins.apply(record));
  }

  @OnState(topics.planningReported)
  planningReported(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.reports.apply(record));
  }
}
