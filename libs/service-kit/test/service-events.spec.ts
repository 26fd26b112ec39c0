import { Writable } from 'node:stream';
import pino from 'pino';
import { Registry } from 'prom-client';
import { anyValue, counter, gauge, histogram, type Metric } from '@harmonybatch/telemetry';
import { ServiceEvents } from '../src';

const declared = { help: 'What is counted.', unit: 'events' } as const;
const sent = counter('sent_total', { ...declared, labels: { app: anyValue, code: ['good', 'bad'] } });
const tried = counter('tried_total', { ...declared, labels: { result: ['well', 'not'] } });
const waited = histogram('wait_seconds', {
  ...declared,
  unit: 'seconds',
  labels: { app: anyValue },
  buckets: [0.1, 1],
});
const waiting = gauge('waiting', { ...declared, labels: { model: anyValue } });

function newEvents(metrics: readonly Metric[] = []) {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const registry = new Registry();
  return { events: new ServiceEvents(pino(sink), registry, metrics), registry, lines };
}

describe('ServiceEvents', () => {
  it('has what is declared from the start, with zeros where all values of the labels are known', async () => {
    const { registry } = newEvents([sent, tried, waited, waiting]);
    const text = await registry.metrics();
    expect(text).toContain('# HELP harmonybatch_sent_total What is counted.');
    expect(text).toContain('# TYPE harmonybatch_wait_seconds histogram');
    expect(text).toContain('# TYPE harmonybatch_waiting gauge');
    expect(text).toContain('harmonybatch_tried_total{result="well"} 0');
    expect(text).toContain('harmonybatch_tried_total{result="not"} 0');
  });

  it('counts and observes by labels', async () => {
    const { events, registry } = newEvents();
    events.count(sent, { app: 'a', code: 'good' }, 2);
    events.count(sent, { app: 'a', code: 'good' });
    events.observe(waited, { app: 'a' }, 0.3);
    const text = await registry.metrics();
    expect(text).toContain('harmonybatch_sent_total{app="a",code="good"} 3');
    expect(text).toContain('harmonybatch_wait_seconds_bucket{le="0.1",app="a"} 0');
    expect(text).toContain('harmonybatch_wait_seconds_bucket{le="1",app="a"} 1');
  });

  it('bounds how many series names from outside can make; what is known to be few is told apart all the same', async () => {
    const { events, registry } = newEvents();
    for (let index = 0; index < 1500; index += 1) events.count(sent, { app: `app-${index}`, code: 'good' });
    events.count(sent, { app: 'app-7', code: 'good' });
    events.count(sent, { app: 'x'.repeat(5000), code: 'bad' });
    const series = (await registry.metrics()).split('\n').filter((line) => line.startsWith('harmonybatch_sent_total'));
    expect(series).toHaveLength(1002);
    expect(series).toContain('harmonybatch_sent_total{app="app-7",code="good"} 2');
    expect(series).toContain('harmonybatch_sent_total{app="other",code="good"} 500');
    expect(series).toContain('harmonybatch_sent_total{app="other",code="bad"} 1');
  });

  it('cuts long values', async () => {
    const { events, registry } = newEvents();
    events.count(sent, { app: 'x'.repeat(5000), code: 'bad' });
    expect(await registry.metrics()).toContain(`{app="${'x'.repeat(256)}",code="bad"} 1`);
  });

  it('reads gauges when they are asked for, and forgets what is not told of any more', async () => {
    const { events, registry } = newEvents();
    const depths = new Map([['m', 3]]);
    events.watch(waiting, async () => [...depths].map(([model, value]) => ({ labels: { model }, value })));
    events.watch(waiting, () => [
      { labels: { model: 'n' }, value: -2 },
      { labels: { model: 'none' }, value: Number.NaN },
    ]);
    expect(await registry.metrics()).toContain(
      'harmonybatch_waiting{model="m"} 3\nharmonybatch_waiting{model="n"} -2\n',
    );
    depths.clear();
    const text = await registry.metrics();
    expect(text).toContain('harmonybatch_waiting{model="n"} -2');
    expect(text).not.toContain('model="m"');
    expect(text).not.toContain('none');
  });

  it('leaves a gauge out that cannot be read, and says so', async () => {
    const { events, registry, lines } = newEvents();
    events.watch(waiting, () => Promise.reject(new Error('away')));
    events.watch(waiting, () => [{ labels: { model: 'n' }, value: 1 }]);
    expect(await registry.metrics()).toContain('harmonybatch_waiting{model="n"} 1');
    expect(lines).toEqual([
      expect.objectContaining({ metric: 'harmonybatch_waiting', msg: 'a gauge could not be read' }),
    ]);
  });

  it.each([Number.NaN, Infinity, -1])('tells of %d and leaves it out', async (value) => {
    const { events, registry, lines } = newEvents();
    events.count(sent, { app: 'a', code: 'good' }, value);
    events.observe(waited, { app: 'a' }, value);
    expect(lines.map((line) => line['metric'])).toEqual(['harmonybatch_sent_total', 'harmonybatch_wait_seconds']);
    expect(await registry.metrics()).not.toContain('app="a"');
  });

  it('logs and counts faults with their error', async () => {
    const { events, registry, lines } = newEvents();
    events.error('it broke', new Error('why'), { batchId: 'b' });
    expect(lines[0]).toMatchObject({ msg: 'it broke', batchId: 'b', err: { message: 'why' } });
    expect(await registry.metrics()).toContain('harmonybatch_faults_total 1');
  });
});
