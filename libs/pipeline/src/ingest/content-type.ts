const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const structuredType = /^application\/cloudevents\+json\s*(?:;|$)/i;
const eventsType = /^application\/cloudevents/i;

/** Whether a value of this type is JSON; one of no type is. */
export const isJsonType = (contentType: string | undefined): boolean =>
  contentType === undefined || jsonType.test(contentType.trim());

/** How a record carries an event, by the `content-type` of its value (CloudEvents' Kafka binding, section 3). */
export function contentMode(contentType: string | undefined): 'plain or binary' | 'structured' | 'unknown format' {
  const type = contentType?.trim() ?? '';
  if (structuredType.test(type)) return 'structured';
  return eventsType.test(type) ? 'unknown format' : 'plain or binary';
}
