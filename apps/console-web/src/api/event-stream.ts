import type { PlanEvent, TickEvent } from '@harmonybatch/console-api';
import { urlOf } from './call';

export interface EventListeners {
  /** Whether events come; after a loss the browser connects again by itself. */
  readonly connected: (connected: boolean) => void;
  readonly tick: (event: TickEvent) => void;
  readonly plan: (event: PlanEvent) => void;
}

/** How long after a refusal it is tried again, ms: a browser gives up then. */
const againMs = 10_000;

/** Listens to the stream of events. @returns what ends it */
export function listenToEvents({ connected, tick, plan }: EventListeners): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(urlOf('events'));
    source.addEventListener('open', () => connected(true));
    source.addEventListener('tick', ({ data }: MessageEvent<string>) => tick(JSON.parse(data) as TickEvent));
    source.addEventListener('plan', ({ data }: MessageEvent<string>) => plan(JSON.parse(data) as PlanEvent));
    source.addEventListener('error', () => {
      connected(false);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, againMs);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}
