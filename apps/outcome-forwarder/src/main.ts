import 'reflect-metadata';
import { runService } from '@harmonybatch/service-kit';
import { metricsOfService } from '@harmonybatch/telemetry';
import { OutcomeForwarderModule } from './outcome-forwarder.module';

void runService({
  name: 'outcome-forwarder',
  purpose: 'Copies outcomes to the topics that apps name for theirs.',
  metrics: metricsOfService['outcome-forwarder'],
  module: OutcomeForwarderModule,
});
