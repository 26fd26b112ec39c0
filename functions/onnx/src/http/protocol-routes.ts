import { infer, readInferRequest } from '../protocol/infer';
import { modelMetadata } from '../protocol/metadata';
import { ok, type Answer, type Exchange, type Route, type ServerContext } from './exchange';
import { jsonBody } from './json-body';
import { readBody } from './read-body';
import { RequestError } from './request-error';

const model = '/v2/models/([^/]+)(?:/versions/([^/]+))?';
const pathOf = (text: string): RegExp => new RegExp(`^${text}$`);

/** Open Inference Protocol v2 over HTTP, without its extensions. */
export const protocolRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: pathOf('/v2'),
    handle: async () => ok({ name: 'harmonybatch-onnx', version: '1', extensions: [] }),
  },
  { method: 'GET', path: pathOf('/v2/health/live'), handle: live },
  { method: 'GET', path: pathOf('/v2/health/ready'), handle: ready },
  { method: 'GET', path: pathOf(model), handle: metadata },
  { method: 'GET', path: pathOf(`${model}/ready`), handle: modelReady },
  { method: 'POST', path: pathOf(`${model}/infer`), handle: inferRoute },
];

/** An instance whose model cannot be loaded is not alive: it will not mend itself. */
async function live(_: Exchange, { instance }: ServerContext): Promise<Answer> {
  const isLive = instance.state !== 'failed';
  return { status: isLive ? 200 : 503, body: { live: isLive } };
}

async function ready(_: Exchange, { instance }: ServerContext): Promise<Answer> {
  const isReady = instance.state === 'ready';
  return { status: isReady ? 200 : 503, body: { ready: isReady } };
}

async function modelReady(exchange: Exchange, context: ServerContext): Promise<Answer> {
  checkModel(exchange, context);
  const { status, body } = await ready(exchange, context);
  return { status, body: { name: context.manifest.name, ...(body as object) } };
}

async function metadata(exchange: Exchange, context: ServerContext): Promise<Answer> {
  checkModel(exchange, context);
  return ok(modelMetadata(await context.instance.load()));
}

async function inferRoute(exchange: Exchange, context: ServerContext): Promise<Answer> {
  checkModel(exchange, context);
  return context.instance.serve(async (loaded) => {
    const body = await readBody(exchange.request, context.maxBodyBytes);
    return ok(await infer(loaded, readInferRequest(jsonBody(body), loaded.manifest)));
  });
}

function checkModel({ captured: [name, version] }: Exchange, { manifest }: ServerContext): void {
  const isServed = name === manifest.name && (version === undefined || version === manifest.version);
  if (!isServed)
    throw new RequestError(404, 'unknown_model', `this server has ${manifest.name}, version ${manifest.version}`);
}
