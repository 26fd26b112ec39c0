import { Controller, Get } from '@nestjs/common';
import { Readiness } from '@harmonybatch/service-kit';
import { projectVersion } from '@harmonybatch/service-kit/program';
import { notReady } from './start.guard';

/** What the protocol asks of the server itself. */
@Controller('v2')
export class ServerController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  metadata() {
    return { name: 'harmonybatch', version: projectVersion(), extensions: ['binary_tensor_data'] };
  }

  @Get('health/live')
  live() {
    return { live: true };
  }

  /** As `/health/ready` of the service; reasons are for its operators, and stand there. */
  @Get('health/ready')
  async ready() {
    const reasons = await this.readiness.reasons();
    if (reasons.length === 0) return { ready: true };
    throw notReady;
  }
}
