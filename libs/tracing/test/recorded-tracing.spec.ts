import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { RecordedTracing } from '../src/recorded-tracing';
import { samplerOf, type SamplerName } from '../src/sampler-of';

const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
const sampled = `00-${traceId}-${spanId}-01`;
const unsampled = `00-${traceId}-${spanId}-00`;

function setUp(sampler: SamplerName = 'parentbased_always_on', ratio = 1) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: samplerOf(sampler, ratio),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracing = new RecordedTracing(provider.getTracer('test'));
  return { tracing, finished: () => exporter.getFinishedSpans() };
}

const span = { name: 'one', kind: 'consumer', startMs: 1_000.25 } as const;

it('a span continues the trace of its parent, and says its own context', () => {
  const { tracing, finished } = setUp();
  const started = tracing.start({
    ...span,
    parent: sampled,
    attributes: { app: 'doors', size: 3, nothing: undefined },
  });
  started.end({ endMs: 3_500.5, attributes: { late: true }, failure: 'x'.repeat(5_000) });
  const [recorded] = finished();
  expect(started.context).toBe(`00-${traceId}-${recorded?.spanContext().spanId}-01`);
  expect(recorded?.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
  expect(recorded?.startTime).toEqual([1, 250_000]);
  expect(recorded?.endTime).toEqual([3, 500_500_000]);
  expect(recorded?.attributes).toEqual({ app: 'doors', size: 3, late: true });
  expect(recorded?.status.message).toHaveLength(1_024);
});

it.each([
  ['malformed', 'not a trace'],
  ['too short', `00-${traceId}-${spanId}`],
  ['of a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['of a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['of the version that is none', `ff-${traceId}-${spanId}-01`],
  ['of this version and too long', `${sampled}-more`],
  ['in upper case', sampled.toUpperCase()],
  ['of control characters', '\u0000\u001b[2J'],
  ['without end', '0'.repeat(1_000_000)],
  ['empty', ''],
])('a parent that is %s is none: a trace of its own begins', (_what, parent) => {
  const { tracing, finished } = setUp();
  tracing.start({ ...span, parent }).end({ endMs: 2_000 });
  expect(finished()).toHaveLength(1);
  expect(finished()[0]?.parentSpanContext).toBeUndefined();
  expect(finished()[0]?.spanContext().traceId).not.toBe(traceId);
});

it('a later version of trace contexts is read as far as it is known', () => {
  const { tracing, finished } = setUp();
  tracing.start({ ...span, parent: `01-${traceId}-${spanId}-01-more` }).end({ endMs: 2_000 });
  expect(finished()[0]?.parentSpanContext).toMatchObject({ traceId });
});

it('links that can be read are kept, from the beginning and from the end', () => {
  const { tracing, finished } = setUp();
  const other = sampled.replaceAll('4', '5');
  tracing.start({ ...span, links: [sampled, 'nonsense'] }).end({ endMs: 2_000, links: [other] });
  expect(finished()[0]?.links.map(({ context }) => context.traceId)).toEqual([traceId, traceId.replaceAll('4', '5')]);
});

const isRecorded = (name: SamplerName, ratio: number, over: { parent?: string; links?: string[] }): boolean => {
  const { tracing, finished } = setUp(name, ratio);
  const started = tracing.start({ ...span, ...over });
  started.end({ endMs: 2_000 });
  expect(finished()).toHaveLength(started.context === undefined ? 0 : 1);
  return started.context !== undefined;
};

it.each<[SamplerName, number, boolean, boolean, boolean]>([
  ['parentbased_always_on', 1, true, false, true],
  ['parentbased_always_off', 1, true, false, false],
  ['parentbased_traceidratio', 0, true, false, false],
  ['parentbased_traceidratio', 1, true, false, true],
  ['always_on', 1, true, true, true],
  ['always_off', 1, false, false, false],
])('%s (%d) records: sampled parents %s, unsampled ones %s, none %s', (name, ratio, ofSampled, ofUnsampled, ofNone) => {
  expect(isRecorded(name, ratio, { parent: sampled })).toBe(ofSampled);
  expect(isRecorded(name, ratio, { parent: unsampled })).toBe(ofUnsampled);
  expect(isRecorded(name, ratio, {})).toBe(ofNone);
});

it('what is linked to recorded spans is recorded, however few traces begin here', () => {
  expect(isRecorded('parentbased_traceidratio', 0, { links: [sampled] })).toBe(true);
});
