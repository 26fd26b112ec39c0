import 'reflect-metadata';
import { runService } from '@harmonybatch/service-kit';
import { functionFaults } from '@harmonybatch/service-modules/functions';
import { metricsOfService } from '@harmonybatch/telemetry';
import { variables } from './planner-variables';
import { PlannerModule } from './planner.module';

void runService({
  name: 'planner',
  purpose: 'Plans which apps share a batch and a function, and makes the functions ready.',
  metrics: metricsOfService.planner,
  variables,
  faults: functionFaults,
  module: PlannerModule,
});
