import type { InboundRecord } from '@harmonybatch/ports';
import type { EventAttributes } from './event-attributes';
import { headerOf } from './record-headers';
import { givenFields, type SentRequest } from './sent-request';

type Headers = InboundRecord['headers'];

/** Whether a record is a CloudEvent in binary mode: its attributes are headers. */
export const isEvent = (headers: Headers): boolean => headerOf(headers, 'ce_specversion', 'ce_id') !== undefined;

/** What a record's headers say of the event that it carries in binary mode; of any other, what is said of its way alone. */
export const attributesOf = (headers: Headers): EventAttributes => ({
  source: isEvent(headers) ? headerOf(headers, 'ce_source') : undefined,
  expirytime: headerOf(headers, 'expirytime', 'ce_expirytime'),
  traceparent: headerOf(headers, 'traceparent', 'ce_traceparent'),
  names: { source: 'ce_source', expirytime: 'expirytime' },
});

/** What an event's headers say that its data does not: the data wins. */
export function withEventHeaders(request: SentRequest, headers: Headers): SentRequest {
  if (!isEvent(headers)) return request;
  const ofEvent = givenFields({
    id: headerOf(headers, 'ce_id'),
    app: headerOf(headers, 'ce_subject'),
    dataref: request.inputs === undefined ? headerOf(headers, 'dataref', 'ce_dataref') : undefined,
  });
  return { ...request, fields: { ...ofEvent, ...request.fields } };
}
