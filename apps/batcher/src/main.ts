import 'reflect-metadata';
import { BatcherRehearsal, rehearse } from '@harmonybatch/rehearsal';
import { runService } from '@harmonybatch/service-kit';
import { metricsOfService } from '@harmonybatch/telemetry';
import { batchStoreFaults } from '@harmonybatch/service-modules/batch-store';
import { variables } from './batcher-variables';
import { BatcherModule } from './batcher.module';

void runService({
  name: 'batcher',
  purpose: 'Gathers requests into batches.',
  metrics: metricsOfService.batcher,
  variables,
  faults: batchStoreFaults,
  module: BatcherModule,
  rehearse: (terms) => rehearse(new BatcherRehearsal(), terms),
});
