import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnRecords, OnState } from '@harmonybatch/messaging';
import {
  AppRegistry,
  Ingest,
  KeyRegistry,
  ModelRegistry,
  PlanBoard,
  PressureBoard,
  reportIgnored,
} from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord } from '@harmonybatch/ports';

@Controller()
export class IngestController {
  constructor(
    private readonly ingest: Ingest,
    private readonly apps: AppRegistry,
    private readonly keys: KeyRegistry,
    private readonly models: ModelRegistry,
    private readonly board: PlanBoard,
    private readonly pressure: PressureBoard,
    private readonly events: StageEvents,
  ) {}

  @OnState(topics.appRegistered)
  appRegistered(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.apps.apply(record));
  }

  @OnState(topics.keyIssued)
  keyIssued(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.keys.apply(record));
  }

  @OnState(topics.modelProfiled)
  modelProfiled(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.models.apply(record));
  }

  @OnState(topics.planPublished)
  planPublished(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.board.apply(record));
  }

  @OnState(topics.pressureReported)
  pressureReported(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.pressure.apply(record));
  }

  @OnRecords(topics.inferenceRequested)
  requested(records: InboundRecord[]): Promise<void> {
    return this.ingest.accept(records);
  }
}
