import type { AppRoute } from '@harmonybatch/pipeline';
import { place } from '../../src/batcher/placement';

const arrivedAtMs = 1_000_000;
/** An app that asks for half of its answers in time waits by the average latency, not by the maximum. */
const route = {
  group: { latencyMs: { avg: 200, max: 250 } },
  sloMs: 300,
  timeoutMs: 70,
} as AppRoute;
const request = (sloMs: number) => ({ arrivedAtMs, deadlineMs: arrivedAtMs + sloMs }) as Parameters<typeof place>[0];

it.each([
  ['its own SLO', 300, 70],
  ['a tighter SLO', 280, 50],
  ['a looser deadline', 900, 70],
])(
  'a request with %s may wait as long as the plan keeps room for the latency that its app asks for',
  (_, sloMs, waitMs) => {
    expect(place(request(sloMs), route, arrivedAtMs)).toMatchObject({
      kind: 'buffer',
      flushAtMs: arrivedAtMs + waitMs,
    });
  },
);
