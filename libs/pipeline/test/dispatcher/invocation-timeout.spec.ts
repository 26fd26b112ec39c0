import type { GroupRoute } from '@harmonybatch/contracts';
import { invocationTimeoutMs } from '../../src/dispatcher/invocation-timeout';

const route = (maxMs: number, functionTimeoutMs?: number): GroupRoute => ({
  id: '0'.repeat(16),
  epoch: 1,
  functionName: 'hb-a',
  function: { type: 'cpu', vcpu: 1, memoryMb: 1024 },
  prices: 'prototype-2023-cny',
  batchSize: 2,
  latencyMs: { avg: maxMs / 2, max: maxMs },
  functionTimeoutMs,
});
const options = { functionTimeoutMs: 60_000, coldStartMs: { cpu: 5_000, gpu: 25_000 } };

describe('how long a function is waited for', () => {
  it('is three times its longest latency and a cold start where the deadline is near or over', () => {
    expect(invocationTimeoutMs(route(300, 60_000), options, 700)).toBe(5_900);
    expect(invocationTimeoutMs(route(300, 60_000), options, -700)).toBe(5_900);
  });

  it('is half of the time that the deadline leaves: a cold start that takes long does not fail, an answer that is lost neither', () => {
    expect(invocationTimeoutMs(route(300, 60_000), options, 30_000)).toBe(15_000);
  });

  it('is never more than a cold start and a little longer than the platform lets the function run', () => {
    expect(invocationTimeoutMs(route(300, 90_000), options, 600_000)).toBe(97_000);
    expect(invocationTimeoutMs(route(300), options, 600_000)).toBe(67_000);
    expect(invocationTimeoutMs(route(300_000, 120_000), options, 0)).toBe(127_000);
  });

  it('leaves a function of a plan without a limit the time that its batches take', () => {
    expect(invocationTimeoutMs(route(30_000), options, 0)).toBe(95_000);
  });

  it('has the cold start of the kind of function', () => {
    const gpu = { ...route(300), function: { type: 'gpu', vcpu: 1, memoryMb: 1024, gpuMemoryMb: 1024 } } as const;
    expect(invocationTimeoutMs(gpu, options, 0)).toBe(25_900);
  });
});
