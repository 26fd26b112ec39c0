import 'reflect-metadata';
import { fcFaults } from '@harmonybatch/function-compute';
import { runService } from '@harmonybatch/service-kit';
import { variables } from './dispatcher-variables';
import { DispatcherModule } from './dispatcher.module';

void runService({
  name: 'dispatcher',
  purpose: 'Runs batches on functions and writes one outcome a request.',
  variables,
  faults: fcFaults,
  module: DispatcherModule,
});
