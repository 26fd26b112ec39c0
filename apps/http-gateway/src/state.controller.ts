import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnState } from '@harmonybatch/messaging';
import { AppRegistry, KeyRegistry, ModelRegistry, PlanBoard, reportIgnored } from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord } from '@harmonybatch/ports';

/** What the gateway has to know before it can take a call. */
@Controller()
export class StateController {
  constructor(
    private readonly apps: AppRegistry,
    private readonly keys: KeyRegistry,
    private readonly models: ModelRegistry,
    private readonly board: PlanBoard,
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
}
