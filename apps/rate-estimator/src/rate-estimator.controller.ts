import { Controller } from '@nestjs/common';
import { topics } from '@harmonybatch/contracts';
import { OnRecords, OnState } from '@harmonybatch/messaging';
import { RateEstimator } from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';

@Controller()
export class RateEstimatorController {
  constructor(private readonly estimator: RateEstimator) {}

  @OnState(topics.rateEstimated)
  rateEstimated(records: InboundRecord[]): void {
    for (const record of records) this.estimator.seed(record);
  }

  @OnRecords(topics.arrivalCounted)
  arrivalCounted(records: InboundRecord[]): Promise<void> {
    return this.estimator.count(records);
  }
}
