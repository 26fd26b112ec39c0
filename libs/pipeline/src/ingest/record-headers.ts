import type { InboundRecord } from '@harmonybatch/ports';

type Headers = InboundRecord['headers'];

/** What says something of any record, and what of an event alone. A trace is no reason to refuse a request. */
const alwaysRead = ['content-type', 'ce_specversion', 'ce_id', 'expirytime', 'ce_expirytime'];
const readOfEvents = ['ce_source', 'ce_subject', 'dataref', 'ce_dataref', 'ce_datacontenttype'];

/** The value of the first of these headers that has one: clients write headers that are not set without a value. */
export function headerOf(headers: Headers, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** The header that would say something of this record, if it were text; undefined where none is unreadable. */
export function unreadableHeader({ unreadableHeaders = [] }: InboundRecord, isEvent: boolean): string | undefined {
  const read = isEvent ? [...alwaysRead, ...readOfEvents] : alwaysRead;
  return read.find((name) => unreadableHeaders.includes(name));
}
