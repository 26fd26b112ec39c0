import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnState } from '@harmonybatch/messaging';
import { AppRegistry, CalibrationRegistry, ModelRegistry, PlanBoard, reportIgnored } from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord } from '@harmonybatch/ports';

/** What the console knows of apps, models and plans. */
@Controller()
export class StateController {
  constructor(
    private readonly apps: AppRegistry,
    private readonly models: ModelRegistry,
    private readonly calibrations: CalibrationRegistry,
    private readonly board: PlanBoard,
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
    for (const record of records) reportIgnored(this.events, record, this.board.apply(record));
  }
}
