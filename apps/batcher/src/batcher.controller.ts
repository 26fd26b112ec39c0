import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnRecords, OnState } from '@harmonybatch/messaging';
import { Batcher, PlanBoard } from '@harmonybatch/pipeline';
import { StageEvents, type InboundRecord } from '@harmonybatch/ports';

@Controller()
export class BatcherController {
  constructor(
    private readonly batcher: Batcher,
    private readonly board: PlanBoard,
    private readonly events: StageEvents,
  ) {}

  @OnState(topics.planPublished)
  plans(records: InboundRecord[]): void {
    for (const record of records) {
      const fault = this.board.apply(record);
      if (fault !== null) this.events.error('a plan was ignored', fault, { offset: record.offset });
    }
  }

  @OnRecords(topics.inferenceAccepted)
  accepted(records: InboundRecord[]): Promise<void> {
    return this.batcher.accept(records);
  }
}
