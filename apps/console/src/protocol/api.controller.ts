import type { IncomingMessage, ServerResponse } from 'node:http';
import { All, Controller, Req, Res } from '@nestjs/common';
import { apiPath, consoleOpenApi } from '@harmonybatch/console-api';
import { Readiness } from '@harmonybatch/service-kit';
import { projectVersion } from '@harmonybatch/service-kit/program';
import { RouteHandlers } from './call';
import { EventStream } from './event-stream';
import { readCall } from './read-call';
import { Refusal, unavailable } from './refusal';
import { clientGone, reply } from './reply';
import { findRoute, type FoundRoute } from './route-table';

const openApiPath = '/openapi.json';

/** Hands every call of the API, checked, to the handler of its route. */
@Controller(apiPath)
export class ApiController {
  private hasStarted = false;

  constructor(
    private readonly handlers: RouteHandlers,
    private readonly stream: EventStream,
    private readonly readiness: Readiness,
  ) {}

  @All('{*path}')
  async answer(@Req() request: IncomingMessage & { body?: unknown }, @Res() response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://console');
    const path = url.pathname.slice(apiPath.length);
    if (path === openApiPath && request.method === 'GET')
      return reply(response, 200, 'application/json', JSON.stringify(consoleOpenApi(projectVersion())));
    const found = findRoute(request.method ?? '', path);
    const parts = readCall(found, url.searchParams, request.body);
    await this.checkStarted();
    if (found.name === 'events') return this.stream.listen(response);
    const handler = this.handlers.get(found.name);
    if (handler === undefined) throw unavailable(`${path} is not answered`, 'Update the console.');
    send(response, found, await handler({ ...parts, signal: clientGone(response) }));
  }

  /** Until what is known of apps and plans was read, nothing can be said of them. */
  private async checkStarted(): Promise<void> {
    this.hasStarted ||= (await this.readiness.reasons()).length === 0;
    if (!this.hasStarted) throw notReady;
  }
}

function send(response: ServerResponse, { name, route: { mediaType } }: FoundRoute, answer: unknown): void {
  if (mediaType === undefined) return reply(response, 200, 'application/json', JSON.stringify(answer));
  response.setHeader('content-disposition', `attachment; filename="harmonybatch-${name}.csv"`);
  reply(response, 200, `${mediaType}; charset=utf-8`, answer as string);
}

const notReady = new Refusal(503, {
  code: 'not_ready',
  error: 'the console is still reading apps and plans',
  hint: 'Ask again in a moment; /health/ready of the service says what it waits for.',
});
