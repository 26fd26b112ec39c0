import 'reflect-metadata';
import { DispatcherRehearsal, rehearse } from '@harmonybatch/rehearsal';
import { runService } from '@harmonybatch/service-kit';
import { batchStoreFaults } from '@harmonybatch/service-modules/batch-store';
import { functionFaults } from '@harmonybatch/service-modules/functions';
import { metricsOfService } from '@harmonybatch/telemetry';
import { variables } from './dispatcher-variables';
import { DispatcherModule } from './dispatcher.module';

void runService({
  name: 'dispatcher',
  purpose: 'Runs batches on functions and writes one outcome a request.',
  metrics: metricsOfService.dispatcher,
  variables,
  faults: (config) => [...batchStoreFaults(config), ...functionFaults(config)],
  module: DispatcherModule,
  rehearse: (terms) => rehearse(new DispatcherRehearsal(), terms),
});
