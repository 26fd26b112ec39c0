import type { PlanEvent, TickEvent } from '@harmonybatch/console-api';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { accessHeaders } from './access-token';
import { errorOf, urlOf } from './call';

export interface EventListeners {
  readonly opened: () => void;
  readonly tick: (event: TickEvent) => void;
  readonly plan: (event: PlanEvent) => void;
}

/**
 * Reads the stream of events until it ends or is given up; the browser's own reader cannot carry a token.
 * @throws CallError where the server refuses, TypeError where it is away
 */
export async function readEvents(listeners: EventListeners, signal: AbortSignal): Promise<void> {
  const response = await fetch(urlOf('events'), {
    headers: { ...accessHeaders(), accept: 'text/event-stream' },
    signal,
  });
  if (!response.ok || response.body === null) throw await errorOf(response);
  listeners.opened();
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { event, data } = part.value;
    if (event === 'tick') listeners.tick(JSON.parse(data) as TickEvent);
    if (event === 'plan') listeners.plan(JSON.parse(data) as PlanEvent);
  }
}
