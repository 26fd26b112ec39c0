import { traceLanes, type RecordedTrace } from './trace-lanes.cjs';
import { traceSvg } from './trace-svg.cjs';

const startMs = 1_700_000_000_000;
const traceId = (digit: string): string => digit.repeat(32);
const span = (
  [name, trace, spanId, parentSpanId]: readonly [string, string, string, string?],
  [fromMs, untilMs]: readonly [number, number],
  links: readonly string[] = [],
) => ({
  name,
  traceId: traceId(trace),
  spanId,
  parentSpanId,
  startMs: startMs + fromMs,
  endMs: startMs + untilMs,
  attributes: { ...(trace === 'b' || name === 'wait for batch' ? { 'harmonybatch.batch.id': 'first' } : {}) } as Record<
    string,
    string
  >,
  links: links.map((one) => ({ spanId: one })),
});

/** Two requests that shared a batch, and what a collector got of others. */
const recorded: RecordedTrace = {
  requests: [
    {
      traceId: traceId('1'),
      spanId: 'p1',
      sentAtMs: startMs,
      answeredAtMs: startMs + 900,
      outcome: { batch: { id: 'first' } },
    },
    {
      traceId: traceId('2'),
      spanId: 'p2',
      sentAtMs: startMs + 100,
      answeredAtMs: startMs + 950,
      outcome: { batch: { id: 'first' } },
    },
  ],
  spans: [
    span(['process inference.requested', '1', 'i1', 'p1'], [20, 30]),
    span(['process inference.requested', '2', 'i2', 'p2'], [120, 130]),
    span(['process inference.requested', '9', 'i9', 'p9'], [10, 20]),
    span(['wait for batch', '1', 'w1', 'i1'], [20, 600], ['s']),
    span(['wait for batch', '2', 'w2', 'i2'], [120, 600], ['s']),
    span(['send batch.ready', 'b', 's'], [595, 600], ['w1', 'w2']),
    span(['process batch.ready', 'b', 'r', 's'], [610, 890]),
    span(['invoke function', 'b', 'f', 'r'], [620, 880]),
  ],
  lines: [
    { msg: 'ready', time: new Date(startMs).toISOString() },
    {
      msg: 'batch ran',
      time: new Date(startMs + 870).toISOString(),
      durationMs: 46,
      batchId: 'first',
      traceId: traceId('b'),
      spanId: 'f',
    },
  ],
};
const trace = traceLanes(recorded);
const bars = trace.lanes.flatMap((lane) => lane.bars);

it('has a lane a service with what it recorded of these requests, and of nothing else', () => {
  expect(trace.lanes.map((lane) => [lane.name, lane.bars.map(({ key }) => key)])).toEqual([
    ['producer', ['p1', 'p2']],
    ['ingest', ['i1', 'i2']],
    ['batcher', ['w1', 'w2', 's']],
    ['dispatcher', ['r', 'f']],
    ['function', ['f log']],
  ]);
});

it('counts time from when the first request was sent; a function ran until it said so', () => {
  expect(bars.find(({ key }) => key === 'p1')).toMatchObject({ startMs: 0, endMs: 900 });
  expect(bars.find(({ key }) => key === 'f log')).toMatchObject({ startMs: 824, endMs: 870, parent: 'f' });
});

it('gives each request’s trace a colour, and the batch’s one of its own', () => {
  expect(trace.traceNames).toEqual(['request 1', 'request 2', 'their batch']);
  expect(bars.map((bar) => bar.trace)).toEqual([0, 1, 0, 1, 0, 1, 2, 2, 2, 2]);
});

describe('the picture', () => {
  const svg = traceSvg(trace);

  it('leads from each parent to its child, and between waits and batch once', () => {
    expect(svg.match(/class="t\d parent"/g)).toHaveLength(7);
    expect(svg.match(/class="t\d link"/g)).toHaveLength(2);
  });

  it('tells time in ms, and all names as text', () => {
    expect(svg).toContain('>0 ms</text>');
    expect(svg).toContain('>900</text>');
    for (const { label } of bars) expect(svg).toContain(`>${label}</text>`);
  });

  it('has colours for dark paper', () => expect(svg).toContain('@media (prefers-color-scheme: dark)'));

  it('shows a name that looks like markup as text', () => {
    const [first] = trace.lanes;
    const hostile = { ...first!, bars: [{ ...first!.bars[0]!, label: '<script>' }] };
    expect(traceSvg({ ...trace, lanes: [hostile] })).toContain('&lt;script&gt;');
  });
});
