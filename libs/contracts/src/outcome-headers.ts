import type { InferenceCompleted } from './messages/inference-completed';

/**
 * Headers of an outcome, so that readers can filter and route without parsing it: those of a CloudEvent in Kafka's binary mode,
 * and ours. Values are text in UTF-8.
 */
export const outcomeHeaders = {
  contentType: 'content-type',
  specVersion: 'ce_specversion',
  eventId: 'ce_id',
  eventSource: 'ce_source',
  eventType: 'ce_type',
  subject: 'ce_subject',
  time: 'ce_time',
  traceparent: 'traceparent',
  app: 'hb-app',
  id: 'hb-id',
  source: 'hb-source',
  status: 'hb-status',
  lateByMs: 'hb-late-by-ms',
} as const;

/** What outcomes are as CloudEvents. The event's id is the identity: a repeated outcome is the same event. */
export const outcomeEvent = { source: '/harmonybatch', type: 'harmonybatch.inference.completed' } as const;

/** What each header says, for the documents; those named optional may be missing. */
export const outcomeHeaderMeanings: Readonly<Record<string, { readonly meaning: string; readonly optional?: true }>> = {
  [outcomeHeaders.contentType]: { meaning: 'application/json' },
  [outcomeHeaders.specVersion]: { meaning: '1.0' },
  [outcomeHeaders.eventId]: { meaning: 'The identity of the request.' },
  [outcomeHeaders.eventSource]: { meaning: outcomeEvent.source },
  [outcomeHeaders.eventType]: { meaning: outcomeEvent.type },
  [outcomeHeaders.subject]: { meaning: 'The app; missing where the request named none.', optional: true },
  [outcomeHeaders.time]: { meaning: 'When the outcome was decided, RFC 3339.' },
  [outcomeHeaders.traceparent]: { meaning: "The request's trace context, where it had one.", optional: true },
  [outcomeHeaders.app]: { meaning: 'The app, empty where the request named none.' },
  [outcomeHeaders.id]: { meaning: "The producer's id." },
  [outcomeHeaders.source]: { meaning: "The request's source, where it had one.", optional: true },
  [outcomeHeaders.status]: { meaning: 'ok, error, expired or rejected' },
  [outcomeHeaders.lateByMs]: {
    meaning: 'By how much it came after the deadline; missing where it did not.',
    optional: true,
  },
};

/** The headers of an outcome. */
export function headersOfOutcome(outcome: Omit<InferenceCompleted, 'outputs'>): Readonly<Record<string, string>> {
  const { identity, id, app, source, status, timing, traceparent } = outcome;
  const headers: Record<string, string> = {
    [outcomeHeaders.contentType]: 'application/json',
    [outcomeHeaders.specVersion]: '1.0',
    [outcomeHeaders.eventId]: identity,
    [outcomeHeaders.eventSource]: outcomeEvent.source,
    [outcomeHeaders.eventType]: outcomeEvent.type,
    // eslint-disable-next-line no-restricted-globals -- it writes a time that is given, and reads no clock
    [outcomeHeaders.time]: new Date(timing.completedAtMs).toISOString(),
    [outcomeHeaders.app]: app,
    [outcomeHeaders.id]: id,
    [outcomeHeaders.status]: status,
  };
  if (app !== '') headers[outcomeHeaders.subject] = app;
  if (traceparent !== undefined) headers[outcomeHeaders.traceparent] = traceparent;
  if (source !== undefined) headers[outcomeHeaders.source] = source;
  if (timing.lateByMs !== undefined) headers[outcomeHeaders.lateByMs] = String(Math.round(timing.lateByMs));
  return headers;
}
