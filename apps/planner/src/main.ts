import 'reflect-metadata';
import { fcFaults } from '@harmonybatch/function-compute';
import { runService } from '@harmonybatch/service-kit';
import { variables } from './planner-variables';
import { PlannerModule } from './planner.module';

void runService({
  name: 'planner',
  purpose: 'Plans which apps share a batch and a function, and makes the functions ready.',
  variables,
  faults: fcFaults,
  module: PlannerModule,
});
