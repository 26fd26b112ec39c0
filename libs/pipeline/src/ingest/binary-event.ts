import type { InboundRecord } from '@harmonybatch/ports';
import type { EventAttributes } from './event-attributes';
import { headerOf } from './record-headers';
import type { SentRequest } from './sent-request';

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
  const id = isEvent(headers) ? headerOf(headers, 'ce_id') : undefined;
  const app = isEvent(headers) ? headerOf(headers, 'ce_subject') : undefined;
  const dataref = isEvent(headers) ? headerOf(headers, 'dataref', 'ce_dataref') : undefined;
  const fields = {
    ...(id === undefined ? {} : { id }),
    ...(app === undefined ? {} : { app }),
    ...(dataref === undefined || request.inputs !== undefined ? {} : { dataref }),
    ...request.fields,
  };
  return { ...request, fields };
}
