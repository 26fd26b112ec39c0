import { Writable } from 'node:stream';
import pino from 'pino';
import { Registry } from 'prom-client';
import { ServiceEvents } from '../src';

function newEvents() {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const registry = new Registry();
  return { events: new ServiceEvents(pino(sink), registry), registry, lines };
}

describe('ServiceEvents', () => {
  it('counts and observes under names that Prometheus takes', async () => {
    const { events, registry } = newEvents();
    events.count('batch.sizeReached', 2, { app: 'a' });
    events.count('batch.sizeReached', 1, { app: 'a' });
    events.observe('queuedMs', 3);
    const text = await registry.metrics();
    expect(text).toContain('harmonybatch_batch_size_reached_total{app="a"} 3');
    expect(text).toContain('harmonybatch_queued_ms_bucket{le="4"} 1');
  });

  it('bounds how many series names from outside can make', async () => {
    const { events, registry } = newEvents();
    for (let index = 0; index < 1000; index += 1) events.count('requests', 1, { app: `app-${index}` });
    const series = (await registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith('harmonybatch_requests_total'));
    expect(series.length).toBeLessThanOrEqual(201);
    expect(series).toContain('harmonybatch_requests_total{app="other"} 800');
  });

  it('goes on when later labels are others than the first', async () => {
    const { events, registry } = newEvents();
    events.count('requests', 1, { app: 'a' });
    events.count('requests', 1, { model: 'm' });
    events.count('requests');
    expect(await registry.metrics()).toContain('harmonybatch_requests_total{app=""} 2');
  });

  it.each([Number.NaN, Infinity, -1])('tells of %d and leaves it out', async (value) => {
    const { events, registry, lines } = newEvents();
    events.count('requests', value);
    events.observe('queuedMs', value);
    expect(lines.map((line) => line['metric'])).toEqual(['requests', 'queuedMs']);
    expect(await registry.metrics()).not.toContain('requests');
  });

  it('logs and counts faults with their error', async () => {
    const { events, registry, lines } = newEvents();
    events.error('it broke', new Error('why'), { batchId: 'b' });
    expect(lines[0]).toMatchObject({ msg: 'it broke', batchId: 'b', err: { message: 'why' } });
    expect(await registry.metrics()).toContain('harmonybatch_faults_total 1');
  });
});
