import { Injectable, type CanActivate } from '@nestjs/common';
import { Readiness } from '@harmonybatch/service-kit';
import { Refusal } from './refusal';

/** Lets no call in before the service was ready once: until then apps, keys and models are not known. */
@Injectable()
export class StartGuard implements CanActivate {
  private hasStarted = false;

  constructor(private readonly readiness: Readiness) {}

  async canActivate(): Promise<boolean> {
    this.hasStarted ||= (await this.readiness.reasons()).length === 0;
    if (!this.hasStarted) throw notReady;
    return true;
  }
}

/** Why is for operators, and stands in `/health/ready` of the service. */
export const notReady = new Refusal(503, {
  code: 'not_ready',
  message: 'the gateway is not ready',
  hint: 'Ask another replica, or again in a moment.',
  retryAfterMs: 1_000,
});
