import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ModelProfiled } from '@harmonybatch/contracts';
import { RunningSystem } from '../harness/running-system';
import { TraceCollector, type CollectedSpan } from '../harness/trace-collector';
import { functionLines, sendTraced, type FunctionLine, type TracedRequest } from '../harness/traced-requests';

const samples = join(__dirname, '..', '..', 'functions', 'onnx', 'samples');
const app = 'search';
/** What the network takes: 64 tokens. */
const inputs = Array.from({ length: 64 }, (_, at) => at);
const requestCount = 3;
/** Much less than requests wait: they leave together. */
const gapMs = 60;

const ofRequest =
  ({ id }: TracedRequest) =>
  ({ attributes }: CollectedSpan): boolean =>
    attributes['harmonybatch.request.id'] === id;
const named = (name: string) => (span: CollectedSpan) => span.name === name;
const ofBatch = (batchId: string | undefined) => (span: CollectedSpan) =>
  span.attributes['harmonybatch.batch.id'] === batchId;
const contextOf = ({ traceId, spanId }: CollectedSpan) => ({ traceId, spanId });

/** The spans of a batch, once its last one came. */
const wholeBatch = (batchId: string | undefined) => (spans: readonly CollectedSpan[]) => {
  const found = spans.filter(ofBatch(batchId));
  const [sent, ran, invoked] = ['send batch.ready', 'process batch.ready', 'invoke function'].map((name) =>
    found.find(named(name)),
  );
  const waits = found.filter(named('wait for batch'));
  if (sent === undefined || ran === undefined || invoked === undefined) return undefined;
  return waits.length === sent.links.length ? { sent, ran, invoked, waits } : undefined;
};

describe('requests of a producer that traces', () => {
  let collector: TraceCollector;
  let system: RunningSystem;
  let unsampled: TracedRequest;
  let requests: TracedRequest[];
  let lines: FunctionLine[];

  beforeAll(async () => {
    collector = await TraceCollector.start();
    const model = parse(readFileSync(join(samples, 'transformer.yaml'), 'utf8')) as ModelProfiled;
    system = await RunningSystem.start(
      1,
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
      { HARMONYBATCH_IMAGE_COMMANDS: join(samples, 'images.yaml') },
    );
    await system.register(model);
    await system.registerApp({ name: app, model: model.name, sloMs: 4_000, expectedRateHz: 20 });
    await system.plan(({ groups }) => groups.some(({ apps }) => apps.length === 1));
    [unsampled] = (await sendTraced(system, { app, inputs }, { count: 1, gapMs: 0, isSampled: false })) as [
      TracedRequest,
    ];
    requests = await sendTraced(system, { app, inputs }, { count: requestCount, gapMs, isSampled: true });
    lines = await functionLines(system, unsampled.outcome.batch!.function);
  });

  afterAll(async () => {
    await system?.stop();
    await collector?.close();
    const file = process.env['HARMONYBATCH_TRACE_FILE'];
    if (file !== undefined) writeFileSync(file, JSON.stringify({ requests, spans: collector.spans, lines }));
  });

  it('are answered, and their trace contexts come back', () => {
    expect(requests.map(({ outcome: { status, traceparent } }) => [status, traceparent])).toEqual(
      requests.map(({ traceparent }) => ['ok', traceparent]),
    );
  });

  it('are followed through ingest and their wait, in the producer’s own trace', async () => {
    for (const request of requests) {
      const { waits } = await collector.find(wholeBatch(request.outcome.batch?.id));
      const accepted = await collector.find((spans) => spans.find(ofRequest(request)));
      expect(accepted).toMatchObject({
        service: 'harmonybatch-ingest',
        name: 'process inference.requested',
        kind: 'consumer',
        traceId: request.traceId,
        parentSpanId: request.spanId,
        links: [],
        attributes: {
          'messaging.system.name': 'kafka',
          'messaging.destination.name': 'inference.requested',
          'messaging.destination.partition.id': expect.stringMatching(/^\d+$/),
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'kafka.offset': expect.anything(),
          'harmonybatch.app': app,
          'harmonybatch.model': 'transformer',
          'harmonybatch.decision': 'accepted',
        },
      });
      expect(waits.filter(({ traceId }) => traceId === request.traceId)).toMatchObject([
        { service: 'harmonybatch-batcher', kind: 'internal', parentSpanId: accepted.spanId },
      ]);
    }
  });

  it('share a batch with a trace of its own, and each wait and the batch are linked to each other', async () => {
    const batchIds = [...new Set(requests.map(({ outcome }) => outcome.batch?.id))];
    const batches = await Promise.all(batchIds.map((id) => collector.find(wholeBatch(id))));
    expect(Math.max(...batches.map(({ waits }) => waits.length))).toBeGreaterThan(1);
    for (const { sent, waits } of batches) {
      expect(sent).toMatchObject({
        service: 'harmonybatch-batcher',
        kind: 'producer',
        parentSpanId: undefined,
        attributes: {
          'messaging.system.name': 'kafka',
          'messaging.destination.name': 'batch.ready',
          'messaging.operation.name': 'send',
          'messaging.operation.type': 'send',
          'messaging.batch.message_count': waits.length,
        },
      });
      expect(requests.map(({ traceId }) => traceId)).not.toContain(sent.traceId);
      expect(new Set(sent.links)).toEqual(new Set(waits.map(contextOf)));
      for (const { links } of waits) expect(links).toEqual([contextOf(sent)]);
    }
  });

  it('are run by an invocation whose trace the function’s own log names', async () => {
    for (const { outcome } of requests) {
      const { sent, ran, invoked } = await collector.find(wholeBatch(outcome.batch?.id));
      const size = sent.links.length;
      expect(ran).toMatchObject({
        service: 'harmonybatch-dispatcher',
        kind: 'consumer',
        traceId: sent.traceId,
        parentSpanId: sent.spanId,
        attributes: { 'messaging.operation.type': 'process', 'messaging.batch.message_count': size },
      });
      expect(invoked).toMatchObject({
        service: 'harmonybatch-dispatcher',
        kind: 'client',
        traceId: sent.traceId,
        parentSpanId: ran.spanId,
        attributes: {
          'faas.invoked_name': outcome.batch?.function,
          'messaging.batch.message_count': size,
          'harmonybatch.attempt': 1,
        },
      });
      expect(lines.filter(({ batchId }) => batchId === outcome.batch?.id)).toMatchObject([
        { msg: 'batch ran', items: size, failed: 0, traceId: sent.traceId, spanId: invoked.spanId },
      ]);
    }
  });

  it('leave no span where the producer did not record them, and are answered as well', async () => {
    // Services send spans in the order in which these end: after those of later requests nothing of an earlier one is to come.
    for (const { outcome } of requests) await collector.find(wholeBatch(outcome.batch?.id));
    expect([unsampled.outcome.status, unsampled.outcome.traceparent]).toEqual(['ok', unsampled.traceparent]);
    expect(
      collector.spans.filter(
        (span) =>
          span.traceId === unsampled.traceId ||
          ofRequest(unsampled)(span) ||
          ofBatch(unsampled.outcome.batch?.id)(span),
      ),
    ).toEqual([]);
    const [line] = lines.filter(({ batchId }) => batchId === unsampled.outcome.batch?.id);
    expect(line).toMatchObject({ msg: 'batch ran', items: 1 });
    expect(line).not.toHaveProperty('traceId');
  });
});
