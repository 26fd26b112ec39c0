import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ModelError } from '../model/manifest';
import { containerRoutes } from './container-routes';
import type { Answer, Route, ServerContext } from './exchange';
import { protocolRoutes } from './protocol-routes';
import { RequestError } from './request-error';

const routes = [...containerRoutes, ...protocolRoutes];

const quarterOfAnHourMs = 15 * 60_000;
const maxConnections = 128;

/** The function as an HTTP server, not listening yet. Connections stay open, as the platform's gateway wants them. */
export function functionServer(context: ServerContext): Server {
  const server = createServer((request, response) => {
    void answerOf(request, context).then((answer) => send(response, answer, context));
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = quarterOfAnHourMs;
  server.maxConnections = maxConnections;
  return server;
}

async function answerOf(request: IncomingMessage, context: ServerContext): Promise<Answer> {
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const { route, captured } = routeOf(request.method ?? '', pathname);
    return await route.handle({ request, requestId: requestIdOf(request), captured }, context);
  } catch (error) {
    return failure(error, request, context);
  }
}

function routeOf(method: string, path: string): { readonly route: Route; readonly captured: string[] } {
  const known = routes.filter((route) => route.path.test(path));
  const route = known.find((candidate) => candidate.method === method);
  if (route !== undefined) return { route, captured: route.path.exec(path)?.slice(1) ?? [] };
  if (known.length > 0)
    throw new RequestError(405, 'method_not_allowed', `${known.map((other) => other.method).join(', ')} only`);
  throw new RequestError(
    404,
    'not_found',
    'there are POST /invoke, POST /initialize, GET /health, GET /pre-stop and /v2',
  );
}

/** An id that could break a line of the log is none. */
function requestIdOf({ headers }: IncomingMessage): string | undefined {
  const id = headers['x-fc-request-id'];
  return typeof id === 'string' && /^[\w.-]{1,128}$/.test(id) ? id : undefined;
}

/** `error` is a text, as the Open Inference Protocol has it. */
function failure(error: unknown, request: IncomingMessage, { log }: ServerContext): Answer {
  const known = error instanceof RequestError ? error : new RequestError(500, codeOf(error), messageOf(error));
  const { status, code, message } = known;
  log.error('request failed', { requestId: requestIdOf(request), status, code, message, stack: stackOf(error) });
  return { status, body: { error: message, code } };
}

const codeOf = (error: unknown): string => (error instanceof ModelError ? 'model_failed' : 'internal');

const messageOf = (error: unknown): string =>
  error instanceof ModelError ? error.message : 'a fault of the function; see its log';

const stackOf = (error: unknown): string | undefined =>
  error instanceof RequestError || error instanceof ModelError
    ? undefined
    : String((error as Error | undefined)?.stack ?? error);

/** Function Compute reads success and failure from `x-fc-status`, whatever the status. */
function send(response: ServerResponse, { status, body }: Answer, { instance }: ServerContext): void {
  const bytes = Buffer.from(JSON.stringify(body));
  // The connection would keep the process from its end.
  if (instance.state === 'draining') response.shouldKeepAlive = false;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'x-fc-status': status < 400 ? '200' : '404',
  });
  response.end(bytes);
}
