import { Controller, Get, Header, Inject, ServiceUnavailableException } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { METRICS_REGISTRY } from '../module/tokens';
import { Readiness } from './readiness';

/** What a supervisor asks: does it live, may it get work, how does it do. */
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
  ) {}

  /** The event loop turns; a dead consumer ends the process on its own. */
  @Get('health/live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** State was read to its end, the consumers are in their groups, and what the service works with answers; else 503 with the reasons. */
  @Get('health/ready')
  async ready(): Promise<{ status: string }> {
    const reasons = await this.readiness.reasons();
    if (reasons.length > 0) throw new ServiceUnavailableException({ status: 'not ready', reasons });
    return { status: 'ok' };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
