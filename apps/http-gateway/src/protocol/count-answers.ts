import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import { StageEvents } from '@harmonybatch/ports';
import { gatewayMetrics } from '@harmonybatch/telemetry';

/** Counts every answer of the protocol's port by its status. */
@Injectable()
export class CountAnswers implements NestMiddleware {
  constructor(private readonly events: StageEvents) {}

  use(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
    response.once('finish', () => this.events.count(gatewayMetrics.answers, { status: String(response.statusCode) }));
    next();
  }
}
