import type { Clock, StageEvents } from '@harmonybatch/ports';
import { batcherMetrics } from '@harmonybatch/telemetry';
import type { HeldRequests, WaitingOfModel } from './held-requests';

const msPerSecond = 1_000;

/** Tells how many requests wait, and for how long the oldest has, for each model, those that nothing waits for included. */
export function watchBuffers(
  { clock, events }: { readonly clock: Clock; readonly events: StageEvents },
  held: Pick<HeldRequests, 'waiting'>,
  models: () => Iterable<string>,
): void {
  const samples = (valueOf: (waiting: WaitingOfModel) => number) => {
    const waiting = held.waiting();
    const nothing = { requests: 0, oldestAtMs: clock.nowMs() };
    return [...new Set([...models(), ...waiting.keys()])].map((model) => ({
      labels: { model },
      value: valueOf(waiting.get(model) ?? nothing),
    }));
  };
  events.watch(batcherMetrics.buffered, () => samples(({ requests }) => requests));
  events.watch(batcherMetrics.oldestWait, () =>
    samples(({ oldestAtMs }) => Math.max(0, clock.nowMs() - oldestAtMs) / msPerSecond),
  );
}
