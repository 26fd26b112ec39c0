import 'reflect-metadata';
import { runService } from '@harmonybatch/service-kit';
import { metricsOfService } from '@harmonybatch/telemetry';
import { RateEstimatorModule } from './rate-estimator.module';

void runService({
  name: 'rate-estimator',
  purpose: 'Turns arrival counts into the rate of every app.',
  metrics: metricsOfService['rate-estimator'],
  module: RateEstimatorModule,
});
