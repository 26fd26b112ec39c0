import { readInvocation, type Invocation } from '../batch/invocation';
import { runItems, type ItemAnswer } from '../batch/run-items';
import { traceFieldsOf } from '../instance/log';
import { infer, isInferBody, readInferRequest } from '../protocol/infer';
import { ok, type Answer, type Exchange, type Route, type ServerContext } from './exchange';
import { jsonBody } from './json-body';
import { readBody } from './read-body';

/** What HarmonyBatch and Function Compute call. */
export const containerRoutes: readonly Route[] = [
  { method: 'POST', path: /^\/invoke$/, handle: invoke },
  { method: 'POST', path: /^\/initialize$/, handle: initialize },
  { method: 'GET', path: /^\/health$/, handle: health },
  { method: 'GET', path: /^\/pre-stop$/, handle: preStop },
];

/** The model is loaded from the start; the platform's initializer waits for it. */
async function initialize(_: Exchange, { instance }: ServerContext): Promise<Answer> {
  await instance.load();
  return ok({ state: instance.state });
}

async function health(_: Exchange, { instance }: ServerContext): Promise<Answer> {
  return { status: instance.state === 'ready' ? 200 : 503, body: { state: instance.state } };
}

/** Answers when nothing is held. It refuses nothing: whoever can reach the port could call it, and the platform sends no more. */
async function preStop(_: Exchange, { instance }: ServerContext): Promise<Answer> {
  await instance.idle();
  return ok({ state: instance.state });
}

/** Function Compute posts every body here, also that of a model which is registered with the Open Inference Protocol. */
async function invoke({ request, requestId }: Exchange, context: ServerContext): Promise<Answer> {
  context.log.invocation('Start', requestId);
  try {
    return await context.instance.serve(async (model) => {
      const body = await readBody(request, context.maxBodyBytes);
      const startedMs = performance.now();
      const json = jsonBody(body);
      if (isInferBody(json)) return ok(await infer(model, readInferRequest(json, model.manifest)));
      const invocation = readInvocation(json, model.manifest.maxBatchSize);
      const items = await runItems(model, invocation.items);
      tell(context, requestId, invocation, items, performance.now() - startedMs);
      return ok({ items });
    });
  } finally {
    context.log.invocation('End', requestId);
  }
}

function tell(
  { log }: ServerContext,
  requestId: string | undefined,
  invocation: Invocation,
  items: readonly ItemAnswer[],
  ms: number,
): void {
  const failed = items.filter((item) => 'error' in item).length;
  const { batchId, attempt, traceparent } = invocation;
  log.info('batch ran', {
    requestId,
    batchId,
    attempt,
    items: items.length,
    failed,
    ...traceFieldsOf(traceparent),
    durationMs: Math.round(ms * 10) / 10,
  });
}
