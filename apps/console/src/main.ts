import 'reflect-metadata';
import { runService } from '@harmonybatch/service-kit';
import { metricsOfService } from '@harmonybatch/telemetry';
import { accessFaults } from './access/access-faults';
import { ConsoleModule } from './console.module';
import { variables } from './console-variables';
import { boundHeapGrowth } from './heap-growth';

boundHeapGrowth();

void runService({
  name: 'console',
  purpose: 'Shows what becomes of every app: promises, requests, plans and money, as pages and as an API.',
  metrics: metricsOfService.console,
  variables,
  faults: accessFaults,
  module: ConsoleModule,
});
