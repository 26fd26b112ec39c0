import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnRecords, OnState } from '@harmonybatch/messaging';
import { AppRegistry, OutcomeForwarder, reportIgnored } from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord } from '@harmonybatch/ports';

@Controller()
export class OutcomeForwarderController {
  constructor(
    private readonly forwarder: OutcomeForwarder,
    private readonly apps: AppRegistry,
    private readonly events: StageEvents,
  ) {}

  @OnState(topics.appRegistered)
  registered(records: InboundRecord[]): void {
    for (const record of records) reportIgnored(this.events, record, this.apps.apply(record));
  }

  @OnRecords(topics.inferenceCompleted)
  completed(records: InboundRecord[]): void {
    this.forwarder.accept(records);
  }
}
