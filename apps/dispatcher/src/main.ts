import 'reflect-metadata';
import { runService } from '@harmonybatch/service-kit';
import { variables } from './dispatcher-variables';
import { DispatcherModule } from './dispatcher.module';

void runService({
  name: 'dispatcher',
  purpose: 'Runs batches on functions and writes one outcome a request.',
  variables,
  module: DispatcherModule,
});
