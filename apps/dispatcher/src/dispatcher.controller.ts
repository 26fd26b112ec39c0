import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnRecords } from '@harmonybatch/messaging';
import { Dispatcher } from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';

@Controller()
export class DispatcherController {
  constructor(private readonly dispatcher: Dispatcher) {}

  @OnRecords(topics.batchReady)
  ready(records: InboundRecord[]): Promise<void> {
    return this.dispatcher.accept(records);
  }
}
