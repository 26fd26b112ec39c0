import 'reflect-metadata';
import { runService } from '@harmonybatch/service-kit';
import { metricsOfService } from '@harmonybatch/telemetry';
import { variables } from './gateway-variables';
import { HttpGatewayModule } from './http-gateway.module';

void runService({
  name: 'http-gateway',
  purpose: 'Takes requests by HTTP, as the Open Inference Protocol has them, and answers with their outcomes.',
  metrics: metricsOfService['http-gateway'],
  variables,
  module: HttpGatewayModule,
});
